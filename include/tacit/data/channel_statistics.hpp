// Means and standard deviations of a sample set, by which its views are normalised.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "tacit/data/samples.hpp"
#include "tacit/tensor/error.hpp"
#include "tacit/tensor/repeated.hpp"

namespace tacit::inline TACIT_ABI {

/// One mean and standard deviation a channel of images (whose levels 0 .. 255 count as 0 .. 1), or a feature of rows.
struct channel_statistics {
  std::vector<double> mean, deviation;
};

/// Over all samples (and pixels); the deviation divides by their number. A constant channel has deviation 1, so that
/// normalising leaves it at 0.
inline channel_statistics measure_channels(sample_set const& samples) {
  if (samples.count == 0) throw value_error("measure_channels: there are no samples");
  auto const channels = static_cast<std::size_t>(samples.shape.back());
  channel_statistics result{detail::repeated<double>(channels), detail::repeated<double>(channels)};
  auto& [mean, deviation] = result;  // the deviation: at first the sum of squares around the mean, divided by n
  double n = 0;
  if (samples.is_image()) {
    for (std::size_t c = 0; c < channels; ++c) {
      std::uint64_t levels = 0, squared_levels = 0;  // exact: 2^47 pixels fit
      for (std::size_t i = c; i < samples.bytes.size(); i += channels) {
        std::uint32_t const x = samples.bytes[i];
        levels += x;
        squared_levels += x * x;
      }
      n = static_cast<double>(samples.bytes.size() / channels);
      mean[c] = static_cast<double>(levels) / n / 255;
      deviation[c] = static_cast<double>(squared_levels) / n / (255.0 * 255.0) - mean[c] * mean[c];
    }
  } else {
    n = static_cast<double>(samples.count);
    for (std::size_t i = 0; i < samples.values.size(); ++i)
      mean[i % channels] += static_cast<double>(samples.values[i]);
    for (double& m : mean) m /= n;
    for (std::size_t i = 0; i < samples.values.size(); ++i) {
      double const d = static_cast<double>(samples.values[i]) - mean[i % channels];
      deviation[i % channels] += d * d / n;
    }
  }
  for (double& d : deviation) d = d > 0 ? std::sqrt(d) : 1.0;
  return result;
}

}  // namespace tacit::inline TACIT_ABI
