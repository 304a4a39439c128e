// softmax and log_softmax of rows of logits, stable for any finite logits.
#pragma once

#include "tacit/loss/detail/row.hpp"
#include "tacit/loss/detail/rows.hpp"
#include "tacit/loss/traced.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
template <class S>
void softmax_each_row(matrix_view<S const> z, matrix_view<S> result, bool logarithm) {
  for (index_t i = 0; i < z.extent(0); ++i) {
    softmax_row<S> const p(z.row(i));
    for (index_t c = 0; c < p.size(); ++c) result(i, c) = static_cast<S>(logarithm ? p.log(c) : p(c));
  }
}

/// Owning if there is no output argument.
template <class Logits>
auto softmax_of(Logits const& z, bool logarithm) {
  using S = value_type_of<Logits>;
  auto const zr = read<2>(z);
  tensor<S, 2> result(zr->extents());
  softmax_each_row<S>(*zr, result.view(), logarithm);
  return result;
}

template <class Logits, class Out>
void softmax_into(char const* operation, Logits const& z, Out& out, bool logarithm) {
  using S = value_type_of<Logits>;
  auto const zr = read<2>(z);
  softmax_each_row<S>(*zr, result_view<S>(operation, "result", out, zr->extents()), logarithm);
}
}  // namespace detail

/// Probabilities of each row of logits: `tensor<S, 2> p = softmax(z)`, or `softmax(z, into(p))` without an allocation.
/// The destination may be z itself.
inline constexpr struct softmax_t {
  template <FloatingTensor Logits>
  auto operator()(Logits const& z) const {
    return detail::softmax_of(z, false);
  }
  template <FloatingTensor Logits, class Out>
  void operator()(Logits const& z, output<Out> p) const {
    detail::softmax_into("softmax", z, p, false);
  }
  template <Traced Variable>
  auto operator()(Variable const& z) const {
    return record_softmax(z);
  }
} softmax{};

/// Their logarithms: `log_softmax(z)`, `log_softmax(z, into(l))`.
inline constexpr struct log_softmax_t {
  template <FloatingTensor Logits>
  auto operator()(Logits const& z) const {
    return detail::softmax_of(z, true);
  }
  template <FloatingTensor Logits, class Out>
  void operator()(Logits const& z, output<Out> l) const {
    detail::softmax_into("log_softmax", z, l, true);
  }
  template <Traced Variable>
  auto operator()(Variable const& z) const {
    return record_log_softmax(z);
  }
} log_softmax{};

}  // namespace tacit::inline TACIT_ABI
