// Named values of a step: what a term used on the way to its loss, for logs, diagnostics and tests.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <variant>

#include "tacit/tensor/error.hpp"
#include "tacit/tensor/view.hpp"

namespace tacit::inline TACIT_ABI {

/// A fixed number of them, so that a step allocates nothing. Names are literals; views are valid until the next step.
template <class Scalar>
class notes {
 public:
  using value = std::variant<double, vector_view<Scalar const>, matrix_view<Scalar const>, std::span<int const>>;
  struct entry {
    char const* name = "";
    value what = 0.0;
  };

  void add(char const* name, value what) {
    if (count_ == entries_.size()) throw value_error("step: a term notes more than 8 values: note fewer");
    entries_[count_++] = {name, what};
  }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.begin() + static_cast<std::ptrdiff_t>(count_); }

 private:
  std::array<entry, 8> entries_;
  std::size_t count_ = 0;
};

}  // namespace tacit::inline TACIT_ABI
