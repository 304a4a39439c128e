// Entropy of the mean prediction: what keeps a model from answering the same class everywhere.
#pragma once

#include <cmath>

#include "tacit/loss/detail/mean_prediction.hpp"
#include "tacit/loss/detail/rows.hpp"
#include "tacit/loss/traced.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
template <class S>
double marginal_negative_entropy_rows(matrix_view<S const> z, matrix_view<S> gz) {
  if (z.extent(0) == 0) return 0;
  mean_prediction<S> const m(z);
  double value = 0;
  for (index_t c = 0; c < m.classes(); ++c) value += times(m(c), std::log(m(c)));
  m.backward(gz, [&](index_t c) { return std::log(m(c)); });
  return value;
}
}  // namespace detail

/// sum_c m_c log m_c with m the mean over the batch of softmax(z_i), 0 log 0 = 0: at least -log C, reached where all
/// classes are predicted equally often. `marginal_negative_entropy(z)`, `marginal_negative_entropy(z, into(gz))`.
inline constexpr struct marginal_negative_entropy_t {
  static constexpr char const* called = "marginal_negative_entropy";
  template <FloatingTensor Logits, Output GZ = no_output>
  double operator()(Logits const& z, GZ&& gz = {}) const {
    using S = value_type_of<Logits>;
    auto const zr = read<2>(z);
    return detail::marginal_negative_entropy_rows<S>(
        *zr, detail::result_view<S>("marginal_negative_entropy", "gradient of the logits", gz, zr->extents()));
  }
  template <class... Args>
  requires AnyTraced<Args...>
  auto operator()(Args const&... args) const { return record_loss(*this, args...); }
} marginal_negative_entropy{};

}  // namespace tacit::inline TACIT_ABI
