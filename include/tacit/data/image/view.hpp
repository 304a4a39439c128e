// Images of bytes as the operations see them: height x width x channels, dense, channels last.
#pragma once

#include <cstdint>
#include <string>

#include "tacit/tensor/error.hpp"
#include "tacit/tensor/view.hpp"

namespace tacit::inline TACIT_ABI {

/// Operations on images of bytes with 1 channel (grey) or 3 (red, green, blue). Where Pillow has the operation, the
/// result is Pillow's bit for bit. None of them allocates. Point operations may write over their input; the others
/// need another image to write to.
namespace image {

using view = tensor_view<std::uint8_t, 3>;
using const_view = tensor_view<std::uint8_t const, 3>;

}  // namespace image

namespace detail {

// Calls, since every operation makes them: they cost nothing beside the pixels.
[[gnu::noinline]] inline void require_image(char const* operation, char const* what, image::const_view const& v) {
  if (v.extent(2) != 1 && v.extent(2) != 3)
    throw_shape(operation, message("{} channels", {what}), "1 or 3", v.extent(2));
  if (!v.contiguous()) throw_error<shape_error>("{}: the {} is not dense (height, width, channels)", {operation, what});
}

[[gnu::noinline]] inline void require_images(char const* operation, image::const_view const& from,
                                             image::view const& to) {
  require_image(operation, "input", from);
  require_same_shape(operation, "output", from, to);
  require_image(operation, "output", to);
}

/// As above, for operations that read the input after they began to write.
[[gnu::noinline]] inline void require_two_images(char const* operation, image::const_view const& from,
                                                 image::view const& to) {
  require_images(operation, from, to);
  if (from.data() == to.data() && !from.empty())
    throw_error<value_error>("{}: the output must not be the input", {operation});
}

/// to = map(from), element by element.
template <class Map>
void map_elements(image::const_view const& from, image::view const& to, Map map) {
  auto const* x = from.data();
  auto* y = to.data();
  index_t const count = from.size();
  for (index_t i = 0; i < count; ++i) y[i] = map(x[i]);
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
