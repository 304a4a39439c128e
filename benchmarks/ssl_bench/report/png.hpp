// Small images as PNG data URIs.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "tacit/tensor/view.hpp"

namespace bench {

/// `data:image/png;base64,...` of height x width x channels bytes (1 grey, 3 colour, 4 with opacity).
std::string png_data_uri(std::span<std::uint8_t const> pixels, tacit::index_t height, tacit::index_t width,
                         tacit::index_t channels);

}  // namespace bench
