// An augmentation makes one view of one stored sample. Here: the type, and the views of feature rows.
#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tacit/data/samples.hpp"
#include "tacit/kernel/random.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// Writes one view of a sample as floats, as many as the sample has elements; images keep their order (channels last).
/// A pure function of the sample and the random numbers: it is called from several threads at once.
using augmentation = std::function<void(sample const&, std::span<float> out, random_stream&)>;

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
  return [o = std::move(options)](sample const& s, std::span<float> out, random_stream& random) {
    detail::require_features("gaussian_noise_features", s, out);
    if (!o.scale.empty())
      detail::require_extent("gaussian_noise_features", "features", static_cast<index_t>(o.scale.size()),
                             static_cast<index_t>(out.size()));
    random.normals(std::ssize(out), [&](index_t k, double z) {
      auto const i = static_cast<std::size_t>(k);
      double const scale = o.scale.empty() ? 1.0 : o.scale[i];
      out[i] = static_cast<float>(static_cast<double>(s.values[i]) + o.sigma * scale * z);
    });
  };
}

}  // namespace tacit::inline TACIT_ABI
