// validate: refuses data that would train to nonsense: sizes that do not fit, labels out of range, NaN.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "tacit/data/labelled_samples.hpp"
#include "tacit/data/samples.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// Throws shape_error unless the samples have the size that their shape and count say, value_error on NaN or infinity.
/// `what` names the samples in the message.
inline void validate(sample_set const& samples, std::string const& what) {
  if (samples.shape.size() != 1 && samples.shape.size() != 3)
    detail::throw_error<shape_error>("{}: shape of a sample: expected {features} or {height, width, channels}, got {}",
                                     {what, samples.shape});
  for (index_t e : samples.shape)
    if (e < 1)
      detail::throw_error<shape_error>("{}: shape of a sample: expected sizes of at least 1, got {}",
                                       {what, samples.shape});
  auto const expected = static_cast<std::size_t>(samples.count * samples.elements());
  auto const bytes = samples.is_image() ? expected : 0, values = samples.is_image() ? 0 : expected;
  if (samples.count < 0 || samples.bytes.size() != bytes || samples.values.size() != values)
    detail::throw_error<shape_error>(
        "{}: {} samples of {}: expected {} bytes and {} values, got {} and {}",
        {what, samples.count, samples.shape, bytes, values, samples.bytes.size(), samples.values.size()});
  for (std::size_t i = 0; i < values; ++i)
    if (!std::isfinite(samples.values[i])) {
      auto const features = static_cast<std::size_t>(samples.elements());
      detail::throw_error<value_error>("{}: sample {}, feature {}: expected a finite number, got {}",
                                       {what, i / features, i % features, samples.values[i]});
    }
}

/// Throws unless there is one label a sample, each `lowest` to classes - 1.
inline void validate(std::vector<int> const& labels, index_t count, int classes, int lowest, std::string const& what) {
  if (labels.size() != static_cast<std::size_t>(count))
    detail::throw_error<shape_error>("{}: labels: expected {}, one a sample, got {}", {what, count, labels.size()});
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] < lowest || labels[i] >= classes)
      detail::throw_error<value_error>("{}: label of sample {}: expected {} to {}, got {}",
                                       {what, i, lowest, classes - 1, labels[i]});
}

/// Checks a whole data set; the test part may be empty, and training labels may be `unknown_label`.
inline void validate(dataset const& data) {
  if (data.classes < 2)
    detail::throw_error<value_error>("{}: classes: expected at least 2, got {}", {data.name, data.classes});
  if (!data.class_names.empty() && data.class_names.size() != static_cast<std::size_t>(data.classes))
    detail::throw_error<shape_error>("{}: class names: expected none or {}, got {}",
                                     {data.name, data.classes, data.class_names.size()});
  if (data.train.count < 1)
    detail::throw_error<value_error>("{}: training samples: expected at least 1, got 0", {data.name});
  auto const train = detail::message("{} (train)", {data.name}), test = detail::message("{} (test)", {data.name});
  validate(data.train, train);
  validate(data.train_labels, data.train.count, data.classes, unknown_label, train);
  if (data.test.count != 0) {
    validate(data.test, test);
    if (data.test.shape != data.train.shape)
      detail::throw_error<shape_error>("{}: shape of a sample: expected {} as in training, got {}",
                                       {test, data.train.shape, data.test.shape});
  }
  validate(data.test_labels, data.test.count, data.classes, 0, test);
}

}  // namespace tacit::inline TACIT_ABI
