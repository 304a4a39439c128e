// Sharpening of probabilities (MixMatch): lower entropy, same order.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include "tacit/loss/detail/rows.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
template <class S>
void sharpen_rows(matrix_view<S const> p, double temperature, matrix_view<S> q) {
  require_positive("sharpen", "temperature", temperature);
  require_probabilities("sharpen", p);
  for (index_t i = 0; i < p.extent(0); ++i) {
    double largest = 0, sum = 0;
    for (index_t c = 0; c < p.extent(1); ++c) largest = std::max(largest, static_cast<double>(p(i, c)));
    if (!(largest > 0)) throw_error<value_error>("sharpen: row {}: expected a positive probability, got none", {i});
    // Relative to the largest entry a small temperature underflows nothing that matters, and one-hot rows stay exact.
    auto const power = [&](index_t c) { return std::pow(static_cast<double>(p(i, c)) / largest, 1 / temperature); };
    for (index_t c = 0; c < p.extent(1); ++c) sum += power(c);
    for (index_t c = 0; c < p.extent(1); ++c) q(i, c) = static_cast<S>(power(c) / sum);
  }
}
}  // namespace detail

/// Rows of p^(1/T) / sum p^(1/T): T < 1 sharpens, T = 1 normalises, T -> 0 hardens. One-hot rows stay as they are.
/// value_error unless T > 0, all entries are at least 0, and each row has a positive one.
template <FloatingTensor P, Output Out>
void sharpen(P const& p, double temperature, Out&& out) {
  using S = value_type_of<P>;
  auto const pr = read<2>(p);
  detail::sharpen_rows<S>(*pr, temperature, detail::result_view<S>("sharpen", "result", out, pr->extents()));
}

/// The same as a tensor of its own.
template <FloatingTensor P>
tensor<value_type_of<P>, 2> sharpen(P const& p, double temperature) {
  auto const pr = read<2>(p);
  tensor<value_type_of<P>, 2> q(pr->extents());
  detail::sharpen_rows<value_type_of<P>>(*pr, temperature, q.view());
  return q;
}

}  // namespace tacit::inline TACIT_ABI
