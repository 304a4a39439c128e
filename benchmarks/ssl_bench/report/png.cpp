// Small images as PNG data URIs, compressed by stb_image_write.
#include "png.hpp"

#include <vector>

#include "tacit/tensor/error.hpp"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#define STB_IMAGE_WRITE_STATIC
#include <stb_image_write.h>

namespace bench {

namespace {

std::string base64(std::span<std::uint8_t const> bytes) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::size_t const left = bytes.size() - i;
    std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16;
    if (left > 1) group |= static_cast<std::uint32_t>(bytes[i + 1]) << 8;
    if (left > 2) group |= bytes[i + 2];
    for (std::size_t k = 0; k < 4; ++k) text += k <= left ? digits[group >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

}  // namespace

std::string png_data_uri(std::span<std::uint8_t const> pixels, tacit::index_t height, tacit::index_t width,
                         tacit::index_t channels) {
  tacit::detail::require_extent("png_data_uri", "bytes", height * width * channels,
                                static_cast<tacit::index_t>(pixels.size()));
  std::vector<std::uint8_t> file;
  auto const append = [](void* to, void* data, int size) {
    auto const* first = static_cast<std::uint8_t const*>(data);
    static_cast<std::vector<std::uint8_t>*>(to)->insert(static_cast<std::vector<std::uint8_t>*>(to)->end(), first,
                                                        first + size);
  };
  if (!stbi_write_png_to_func(append, &file, static_cast<int>(width), static_cast<int>(height),
                              static_cast<int>(channels), pixels.data(), static_cast<int>(width * channels)))
    throw tacit::value_error("png_data_uri: the image could not be compressed");
  return "data:image/png;base64," + base64(file);
}

}  // namespace bench
