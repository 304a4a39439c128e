// The nearest known name.
#include "spelling.hpp"

#include <algorithm>

#include "text.hpp"

namespace bench {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

void throw_unknown(std::string const& what, std::string const& name, std::vector<std::string> const& known) {
  std::string best;
  std::size_t least = std::max<std::size_t>(1, name.size() / 3) + 1;  // farther names are no help
  for (auto const& k : known) {
    bool const begins = name.size() >= 2 && k.starts_with(name);
    std::size_t const distance = begins ? 0 : edit_distance(name, k);
    if (distance < least) {
      least = distance;
      best = k;
    }
  }
  throw usage_error(what + ": '" + name + "' is not known; " +
                    (best.empty() ? "expected one of " + enumerate(known) : "did you mean '" + best + "'?"));
}

}  // namespace bench
