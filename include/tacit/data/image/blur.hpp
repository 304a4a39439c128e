// Gaussian blur of float images.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <string>
#include <vector>

#include "tacit/data/image/view.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// The position that a reflected one stands for: ... 2 1 | 0 1 2 ... n-1 | n-2 ...; at most one reflection.
constexpr index_t reflect(index_t i, index_t count) {
  if (i < 0) i = -i;
  return i < count ? i : 2 * (count - 1) - i;
}

}  // namespace detail

namespace image {

/// exp(-(i - size div 2)^2 / (2 sigma^2)), normalised to sum 1.
inline std::vector<double> gaussian_kernel(index_t size, double sigma) {
  if (size < 1 || size % 2 == 0)
    detail::throw_error<value_error>("image::gaussian_kernel: size: expected an odd number from 1, got {}", {size});
  if (!(sigma > 0))
    detail::throw_error<value_error>("image::gaussian_kernel: sigma: expected above 0, got {}", {sigma});
  std::vector<double> kernel(static_cast<std::size_t>(size));
  double sum = 0;
  for (index_t i = 0; i < size; ++i) {
    double const d = static_cast<double>(i - size / 2);
    sum += kernel[static_cast<std::size_t>(i)] = std::exp(-d * d / (2 * sigma * sigma));
  }
  for (double& w : kernel) w /= sum;
  return kernel;
}

/// Convolves height x width x channels with a kernel of odd size in both directions, with reflected borders (the edge
/// is not repeated). Sums in double. Allocates the image in between.
template <std::floating_point Scalar>
void blur(tensor_view<Scalar const, 3> from, tensor_view<Scalar, 3> to, std::vector<double> const& kernel) {
  detail::require_same_shape("image::blur", "output", from, to);
  index_t const height = from.extent(0), width = from.extent(1), channels = from.extent(2);
  auto const size = static_cast<index_t>(kernel.size());
  if (size % 2 == 0 || size / 2 >= std::min(height, width))
    detail::throw_error<shape_error>("image::blur: kernel: expected an odd size up to {}, got {}",
                                     {2 * std::min(height, width) - 1, size});
  std::vector<double> between(static_cast<std::size_t>(from.size()));
  tensor_view<double, 3> const rows(between.data(), from.extents());
  for (index_t r = 0; r < height; ++r)
    for (index_t c = 0; c < width; ++c)
      for (index_t k = 0; k < channels; ++k)
        for (index_t i = 0; i < size; ++i)
          rows(r, c, k) += kernel[static_cast<std::size_t>(i)] *
                           static_cast<double>(from(r, detail::reflect(c + i - size / 2, width), k));
  for (index_t r = 0; r < height; ++r)
    for (index_t c = 0; c < width; ++c)
      for (index_t k = 0; k < channels; ++k) {
        double sum = 0;
        for (index_t i = 0; i < size; ++i)
          sum += kernel[static_cast<std::size_t>(i)] * rows(detail::reflect(r + i - size / 2, height), c, k);
        to(r, c, k) = static_cast<Scalar>(sum);
      }
}

}  // namespace image
}  // namespace tacit::inline TACIT_ABI
