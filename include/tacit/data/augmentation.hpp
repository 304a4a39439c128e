// An augmentation makes views of stored samples. Here: the type, and the views of feature rows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tacit/data/samples.hpp"
#include "tacit/kernel/random.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// Writes one view of a sample as floats, as many as the sample has elements; images keep their order (channels last).
/// A pure function of the sample and the random numbers: it is called from several threads at once.
///
/// Made of any function `f(sample const&, std::span<float> out, random_stream&)`; or, where several views are cheaper
/// together, of `f(std::span<sample const>, std::span<float> out, std::span<random_stream>)`, which writes them row by
/// row, each with a stream of its own, and must make the same views whatever samples come together.
class augmentation {
  template <class F>
  static constexpr bool makes_one = std::is_invocable_v<F const&, sample const&, std::span<float>, random_stream&>;
  template <class F>
  static constexpr bool makes_several =
      std::is_invocable_v<F const&, std::span<sample const>, std::span<float>, std::span<random_stream>>;

 public:
  augmentation() = default;
  augmentation(std::nullptr_t) {}  ///< none
  template <class F>
  requires(!std::is_same_v<F, augmentation> && (makes_one<F> || makes_several<F>)) augmentation(F f) {
    if constexpr (makes_one<F>) {
      make_ = [f = std::move(f)](std::span<sample const> samples, std::span<float> out,
                                 std::span<random_stream> random) {
        std::size_t const width = out.size() / samples.size();
        for (std::size_t i = 0; i < samples.size(); ++i) f(samples[i], out.subspan(i * width, width), random[i]);
      };
    } else {
      make_ = std::move(f);
      together_ = true;
    }
  }

  explicit operator bool() const { return static_cast<bool>(make_); }
  /// Whether it was made of a function of several samples.
  bool together() const { return together_; }

  void operator()(sample const& s, std::span<float> out, random_stream& random) const {
    make_({&s, 1}, out, {&random, 1});
  }
  /// At least one sample.
  void operator()(std::span<sample const> samples, std::span<float> out, std::span<random_stream> random) const {
    make_(samples, out, random);
  }

 private:
  std::function<void(std::span<sample const>, std::span<float>, std::span<random_stream>)> make_;
  bool together_ = false;
};

namespace detail {

inline void require_features(char const* operation, sample const& s, std::span<float> out) {
  if (s.is_image()) throw_error<value_error>("{}: expected a row of features, got an image", {operation});
  require_extent(operation, "output elements", static_cast<index_t>(s.values.size()), static_cast<index_t>(out.size()));
}

}  // namespace detail

/// The row as it is stored.
inline augmentation plain_features() {
  return [](sample const& s, std::span<float> out, random_stream&) {
    detail::require_features("plain_features", s, out);
    std::copy(s.values.begin(), s.values.end(), out.begin());
  };
}

struct feature_noise {
  double sigma = 0.05;             ///< standard deviation, in units of `scale`
  std::vector<double> scale = {};  ///< one a feature, usually its standard deviation; empty: 1
};

/// The row plus independent normal noise on each feature.
inline augmentation gaussian_noise_features(feature_noise options) {
  if (!(options.sigma >= 0))
    detail::throw_error<value_error>("gaussian_noise_features: sigma: expected at least 0, got {}", {options.sigma});
  return
      [o = std::move(options)](std::span<sample const> samples, std::span<float> out, std::span<random_stream> random) {
        std::size_t const width = out.size() / samples.size();
        for (std::size_t i = 0; i < samples.size(); ++i)
          detail::require_features("gaussian_noise_features", samples[i], out.first(width));
        if (!o.scale.empty())
          detail::require_extent("gaussian_noise_features", "features", static_cast<index_t>(o.scale.size()),
                                 static_cast<index_t>(width));
        random_stream::normals_of(random, static_cast<index_t>(width), [&](std::size_t i, index_t k, double z) {
          auto const c = static_cast<std::size_t>(k);
          double const scale = o.scale.empty() ? 1.0 : o.scale[c];
          out[i * width + c] = static_cast<float>(static_cast<double>(samples[i].values[c]) + o.sigma * scale * z);
        });
      };
}

}  // namespace tacit::inline TACIT_ABI
