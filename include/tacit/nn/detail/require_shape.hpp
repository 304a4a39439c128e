// The two input shapes that most layers ask for.
#pragma once

#include "tacit/nn/layer.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

inline void require_features(char const* layer, shape_t const& in) {
  if (in.size() != 1)
    throw_shape(layer, "input (put flatten or a global pooling before it)", "one extent", shape_string(in));
}

inline void require_image(char const* layer, shape_t const& in) {
  if (in.size() != 3) throw_shape(layer, "input", "height x width x channels", shape_string(in));
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
