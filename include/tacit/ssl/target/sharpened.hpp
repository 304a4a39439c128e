// Target transform: sharpened (aligned) probabilities (MixMatch).
#pragma once

#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/sharpen.hpp"

namespace tacit::inline TACIT_ABI {

/// norm(p^(1/T)): from probabilities, so that means and aligned predictions can be sharpened, too.
struct sharpened {
  static constexpr char const* called = "sharpened";
  template <class V>
  constexpr void parts(V&& v) const {
    v("temperature", temperature);
  }
  double temperature = 0.5;

  template <class Scalar>
  void operator()(prediction<Scalar> const& r, matrix_view<Scalar> target) const {
    sharpen(r.aligned, temperature, into(target));
  }
};

}  // namespace tacit::inline TACIT_ABI
