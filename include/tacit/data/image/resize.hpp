// Resizing with the filters of Pillow, as it computes them.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <numbers>
#include <vector>

#include "tacit/data/image/view.hpp"

namespace tacit::inline TACIT_ABI {
namespace image {

/// How much of the pixels around it an output pixel takes.
enum class resampling { nearest, box, bilinear, hamming, bicubic, lanczos };

}  // namespace image

namespace detail {

/// A filter: its value at a distance in pixels of the coarser image, and how far it reaches.
struct resize_filter {
  image::resampling kind;

  double reach() const {
    switch (kind) {
      case image::resampling::box:
        return 0.5;
      case image::resampling::bicubic:
        return 2;
      case image::resampling::lanczos:
        return 3;
      default:
        return 1;
    }
  }

  double operator()(double distance) const {
    double const x = std::abs(distance);
    switch (kind) {
      case image::resampling::box:
        return distance > -0.5 && distance <= 0.5 ? 1 : 0;
      case image::resampling::hamming:
        return x >= 1 ? 0 : sinc(x) * (0.54 + 0.46 * std::cos(std::numbers::pi * x));
      case image::resampling::bicubic:  // Keys 1981, a = -1/2
        if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
        return x < 2 ? -0.5 * (((x - 5) * x + 8) * x - 4) : 0;
      case image::resampling::lanczos:
        return distance >= -3 && distance < 3 ? sinc(x) * sinc(x / 3) : 0;
      default:
        return std::max(0.0, 1 - x);
    }
  }

 private:
  static double sinc(double x) { return x == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x); }
};

/// Which source positions make each output position, and how much of each.
struct resize_weights {
  struct span {
    index_t first = 0, count = 0, offset = 0;
  };
  std::vector<span> spans;
  std::vector<double> weights;

  /// The filter, stretched by max(1, scale), about each output position; its sum is 1 at the borders too.
  resize_weights(index_t in, index_t out, resize_filter const& filter) {
    double const scale = static_cast<double>(in) / static_cast<double>(out), stretch = std::max(scale, 1.0);
    double const support = filter.reach() * stretch;
    double nearest = 0.5 * scale;  // summed up, as Pillow does: ties depend on it
    for (index_t i = 0; i < out; ++i, nearest += scale) {
      double const volatile centre = (static_cast<double>(i) + 0.5) * scale;  // not fused with what follows
      if (filter.kind == image::resampling::nearest) {
        spans.push_back({std::min(static_cast<index_t>(nearest), in - 1), 1, i});
        weights.push_back(1);
        continue;
      }
      auto const first = std::max<index_t>(0, static_cast<index_t>(centre - support + 0.5));
      auto const last = std::min(in, static_cast<index_t>(centre + support + 0.5));
      spans.push_back({first, last - first, static_cast<index_t>(weights.size())});
      double sum = 0;
      for (index_t k = first; k < last; ++k) {
        double const weight = filter((static_cast<double>(k) - centre + 0.5) / stretch);
        weights.push_back(weight);
        sum += weight;
      }
      for (auto w = weights.end() - (last - first); w != weights.end(); ++w) *w /= sum;
    }
  }
};

/// Pillow's arithmetic on bytes: weights of 22 bits, sums rounded and clipped.
struct fixed_point_sums {
  using number = std::int32_t;
  static number weight(double w) { return static_cast<number>(w * (1 << 22) + (w < 0 ? -0.5 : 0.5)); }
  static number add(number sum, number w, std::uint8_t x) { return sum + w * x; }
  template <class To>
  static To finish(number sum) {
    return static_cast<To>(std::clamp((sum + (1 << 21)) >> 22, 0, 255));
  }
};

/// Double sums, fused so that ties round alike everywhere; bytes are rounded half up.
struct floating_sums {
  using number = double;
  static number weight(double w) { return w; }
  static number add(number sum, number w, std::uint8_t x) { return std::fma(w, static_cast<double>(x), sum); }
  template <class To>
  static To finish(number sum) {
    return static_cast<To>(std::same_as<To, std::uint8_t> ? std::clamp(std::floor(sum + 0.5), 0.0, 255.0) : sum);
  }
};

/// Resizes the middle one of three dimensions, outer x in x inner to outer x out x inner.
template <class Sums, class To>
void resize_axis(std::uint8_t const* from, To* to, index_t outer, index_t in, index_t out, index_t inner,
                 resize_filter const& filter) {
  resize_weights const plan(in, out, filter);
  std::vector<typename Sums::number> weights;
  for (double w : plan.weights) weights.push_back(Sums::weight(w));
  for (index_t o = 0; o < outer; ++o)
    for (index_t i = 0; i < out; ++i) {
      auto const [first, count, offset] = plan.spans[static_cast<std::size_t>(i)];
      auto const* w = weights.data() + offset;
      auto const* x = from + (o * in + first) * inner;
      for (index_t k = 0; k < inner; ++k) {
        typename Sums::number sum{};
        for (index_t n = 0; n < count; ++n) sum = Sums::add(sum, w[n], x[n * inner + k]);
        to[(o * out + i) * inner + k] = Sums::template finish<To>(sum);
      }
    }
}

template <class Sums, class To>
void resize(image::const_view from, tensor_view<To, 3> to, resize_filter const& filter) {
  index_t const height = from.extent(0), width = from.extent(1), channels = from.extent(2);
  require_image("image::resize", "input", from);
  require_extent("image::resize", "output channels", channels, to.extent(2));
  if (from.empty() || to.empty())
    throw_error<shape_error>("image::resize: expected images with pixels, got {} and {}",
                             {from.extents(), to.extents()});
  if (!to.contiguous()) throw shape_error("image::resize: the output is not dense (height, width, channels)");
  std::vector<std::uint8_t> between(static_cast<std::size_t>(height * to.extent(1) * channels));
  resize_axis<Sums>(from.data(), between.data(), height, width, to.extent(1), channels, filter);
  resize_axis<Sums>(between.data(), to.data(), index_t{1}, height, to.extent(0), to.extent(1) * channels, filter);
}

}  // namespace detail

namespace image {

/// Resizes to the size of `to`, rows first, then columns, with bytes in between: growing interpolates, shrinking
/// averages (antialiased; `nearest` picks). Allocates the image in between.
inline void resize(const_view from, view to, resampling how = resampling::bilinear) {
  detail::resize<detail::fixed_point_sums>(from, to, {how});
}

/// The same without rounding the result.
template <std::floating_point Scalar>
void resize(const_view from, tensor_view<Scalar, 3> to, resampling how = resampling::bilinear) {
  detail::resize<detail::floating_sums>(from, to, {how});
}

}  // namespace image
}  // namespace tacit::inline TACIT_ABI
