// Target transform: softmax(logits / T), from the logits (sharpening the probabilities is the same in exact
// arithmetic).
#pragma once

#include <algorithm>
#include <cmath>

#include "tacit/ssl/prediction.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// T < 1 sharpens (UDA: 0.4), T = 1 leaves the prediction as it is.
struct tempered {
  static constexpr char const* called = "tempered";
  template <class V>
  constexpr void parts(V&& v) const {
    v("temperature", temperature);
  }
  double temperature = 0.4;

  template <class Scalar>
  void operator()(prediction<Scalar> const& r, matrix_view<Scalar> target) const {
    if (!(temperature > 0))
      detail::throw_error<value_error>("tempered: temperature must be positive, got {}", {temperature});
    auto const scale = static_cast<Scalar>(1.0 / temperature);
    auto const z = r.logits_for(called);
    for (index_t i = 0; i < target.extent(0); ++i) {
      Scalar const largest = z(i, most_probable(z, i));
      Scalar total = 0;
      for (index_t c = 0; c < target.extent(1); ++c) total += target(i, c) = std::exp((z(i, c) - largest) * scale);
      for (index_t c = 0; c < target.extent(1); ++c) target(i, c) /= total;
    }
  }
};

}  // namespace tacit::inline TACIT_ABI
