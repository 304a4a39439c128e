// Selection: a fixed confidence threshold (FixMatch, UDA, Pseudo-Label).
#pragma once

#include "tacit/loss/traced.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/tensor/access.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

/// Weight 1 where max p >= threshold (strict: >), else 0; reads the raw probabilities, never sharpened ones. NaN is
/// never confident. Called with probabilities of one's own (rows x classes): the weights, as a rank-1 tensor.
struct confident {
  static constexpr char const* called = "confident";
  template <class V>
  constexpr void parts(V&& v) const {
    v("threshold", threshold);
    if (strict) v("strict");
  }
  double threshold = 0.95;
  bool strict = false;  ///< UDA's official code compares with >

  template <class Scalar>
  void operator()(prediction<Scalar> const& r, vector_view<Scalar> weight) const {
    select(r.probabilities, weight);
  }

  template <FloatingTensor Probabilities>
  auto operator()(Probabilities const& probabilities) const {
    auto const p = read<2>(probabilities);
    tensor<value_type_of<Probabilities>, 1> weight({p->extent(0)});
    select(*p, weight.view());
    return weight;
  }

  template <Traced Variable>
  auto operator()(Variable const& probabilities) const {
    using Scalar = typename Variable::traced_scalar;
    auto const p = probabilities.value();
    vector_view<Scalar> weight(probabilities.owner().template take<Scalar>(p.extent(0)), {p.extent(0)});
    select(p, weight);
    return vector_view<Scalar const>(weight);
  }

 private:
  template <class Scalar>
  void select(matrix_view<Scalar const> p, vector_view<Scalar> weight) const {
    auto const limit = static_cast<Scalar>(threshold);
    for (index_t i = 0; i < p.extent(0); ++i) {
      Scalar const largest = p(i, most_probable(p, i));
      weight[i] = (strict ? largest > limit : largest >= limit) ? Scalar{1} : Scalar{0};
    }
  }
};

}  // namespace tacit::inline TACIT_ABI
