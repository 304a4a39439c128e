// Noisy Student's table of pseudo-labels: filtered by confidence, balanced over the classes (Xie et al., 2020).
#pragma once

#include <string>
#include <vector>

#include "tacit/ssl/rounds/guess.hpp"

namespace tacit::inline TACIT_ABI {

/// One entry a sample. copies = 0: dropped.
struct pseudo_label_table {
  std::vector<int> labels;
  std::vector<index_t> copies;
};

/// Keeps samples of confidence >= threshold and, of each predicted class, the `count` most confident (of equals the
/// lower row). A class that has only n < count of them repeats each: count div n times, the first count mod n once
/// more. (The published code draws which ones are repeated once more; here they are the most confident.)
struct balanced_table {
  double threshold = 0.3;
  index_t count = 0;  ///< of each class; 0: as many as there are, none repeated

  template <FloatingTensor Probabilities>
  pseudo_label_table operator()(Probabilities const& probabilities) const {
    auto const p = read<2>(probabilities);
    std::vector<index_t> rows(static_cast<std::size_t>(p->extent(0)));
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<index_t>(i);
    // Rounded as the probabilities are, so that 0.7 passes a threshold of 0.7 in any precision.
    auto const limit = static_cast<double>(static_cast<value_type_of<Probabilities>>(threshold));
    return fill(guesses_of(*p, rows), p->extent(1), limit);
  }

 private:
  pseudo_label_table fill(std::vector<guess> guesses, index_t classes, double limit) const {
    if (count < 0) detail::throw_error<value_error>("balanced_table: count: expected at least 0, got {}", {count});
    pseudo_label_table table;
    for (guess const& g : guesses) table.labels.push_back(g.label);
    table.copies.resize(guesses.size());
    std::erase_if(guesses, [&](guess const& g) { return !(g.confidence >= limit); });
    sort_by_confidence(guesses);

    std::vector<index_t> found(static_cast<std::size_t>(classes)), rank(found.size());
    for (guess const& g : guesses) ++found[static_cast<std::size_t>(g.label)];
    for (guess const& g : guesses) {
      auto const c = static_cast<std::size_t>(g.label);
      index_t const n = found[c], r = rank[c]++, wanted = count == 0 ? n : count;
      table.copies[static_cast<std::size_t>(g.row)] = n >= wanted ? r < wanted : wanted / n + (r < wanted % n);
    }
    return table;
  }
};

}  // namespace tacit::inline TACIT_ABI
