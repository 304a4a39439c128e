// Names that people type: the nearest known one for a name that is not known.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// The command line asks for something that does not exist or does not fit; the message is one sentence for the user.
class usage_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Insertions, deletions, replacements and exchanges of neighbours that lead from one word to the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// Throws usage_error naming the option, the nearest of `known` and, where none is near, all of them.
[[noreturn]] void throw_unknown(std::string const& what, std::string const& name,
                                std::vector<std::string> const& known);

}  // namespace bench
