// Layouts: the cases store images as NCHW and kernels as OIHW, the library keeps channels last.
#pragma once

#include "tacit/tensor/tensor.hpp"

namespace conformance {

/// (a, b, h, w) to (a, h, w, b): images NCHW to NHWC, kernels OIHW to OHWI.
template <class S>
tacit::tensor<S, 4> channels_last(tacit::tensor<S, 4> const& t) {
  auto const& e = t.extents();
  tacit::tensor<S, 4> out({e[0], e[2], e[3], e[1]});
  for (tacit::index_t a = 0; a < e[0]; ++a)
    for (tacit::index_t b = 0; b < e[1]; ++b)
      for (tacit::index_t h = 0; h < e[2]; ++h)
        for (tacit::index_t w = 0; w < e[3]; ++w) out(a, h, w, b) = t(a, b, h, w);
  return out;
}

/// The way back: (a, h, w, b) to (a, b, h, w).
template <class S>
tacit::tensor<S, 4> channels_first(tacit::tensor_view<S const, 4> t) {
  auto const& e = t.extents();
  tacit::tensor<S, 4> out({e[0], e[3], e[1], e[2]});
  for (tacit::index_t a = 0; a < e[0]; ++a)
    for (tacit::index_t h = 0; h < e[1]; ++h)
      for (tacit::index_t w = 0; w < e[2]; ++w)
        for (tacit::index_t b = 0; b < e[3]; ++b) out(a, b, h, w) = t(a, h, w, b);
  return out;
}

}  // namespace conformance
