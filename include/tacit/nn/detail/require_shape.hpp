// The input shapes that layers and networks ask for, in words.
#pragma once

#include <string>

#include "tacit/nn/layer.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

inline void require_features(char const* layer, shape_t const& in) {
  if (in.size() != 1) throw_shape(layer, "input (put flatten or a global pooling before it)", "one extent", in);
}

inline void require_image(char const* layer, shape_t const& in) {
  if (in.size() != 3) throw_shape(layer, "input", "height x width x channels", in);
}

/// A network's input; an extent of 0 fits any.
inline void require_input(char const* network, shape_t const& wanted, shape_t const& in) {
  bool fits = in.size() == wanted.size();
  for (std::size_t k = 0; fits && k < wanted.size(); ++k) fits = wanted[k] == 0 || wanted[k] == in[k];
  if (fits) return;
  bool const image = wanted.size() == 3 && wanted[0] == 0 && wanted[1] == 0;
  if (!image) throw_shape(network, "input", wanted, in);
  auto const channels = wanted[2] == 0 ? message_part("channels") : message_part(wanted[2]);
  throw_shape(network, "input", message("an image, height x width x {}", {channels}), in);
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
