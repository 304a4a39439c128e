// Divergence of the mean prediction from equally many samples of each class.
#pragma once

#include <cmath>

#include "tacit/loss/detail/mean_prediction.hpp"
#include "tacit/loss/detail/rows.hpp"
#include "tacit/loss/traced.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
template <class S>
double uniform_prior_rows(matrix_view<S const> z, matrix_view<S> gz) {
  if (z.extent(0) == 0) return 0;
  mean_prediction<S> const m(z);
  double const prior = 1 / static_cast<double>(m.classes());
  double value = 0;
  for (index_t c = 0; c < m.classes(); ++c) value += prior * std::log(prior / m(c));
  m.backward(gz, [&](index_t c) { return -prior / m(c); });
  return value;
}
}  // namespace detail

/// KL(uniform || m) = sum_c (1/C) log((1/C) / m_c) with m the mean over the batch of softmax(z_i): 0 where all classes
/// are predicted equally often, infinite where one never is. `uniform_prior(z)`, `uniform_prior(z, into(gz))`.
inline constexpr struct uniform_prior_t {
  static constexpr char const* called = "uniform_prior";
  template <FloatingTensor Logits, Output GZ = no_output>
  double operator()(Logits const& z, GZ&& gz = {}) const {
    using S = value_type_of<Logits>;
    auto const zr = read<2>(z);
    return detail::uniform_prior_rows<S>(
        *zr, detail::result_view<S>("uniform_prior", "gradient of the logits", gz, zr->extents()));
  }
  template <class... Args>
  requires AnyTraced<Args...>
  auto operator()(Args const&... args) const { return record_loss(*this, args...); }
} uniform_prior{};

}  // namespace tacit::inline TACIT_ABI
