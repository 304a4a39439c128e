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
    throw shape_error(what + ": shape of a sample: expected {features} or {height, width, channels}, got " +
                      detail::shape_string(samples.shape));
  for (index_t e : samples.shape)
    if (e < 1)
      throw shape_error(what + ": shape of a sample: expected sizes of at least 1, got " +
                        detail::shape_string(samples.shape));
  auto const expected = static_cast<std::size_t>(samples.count * samples.elements());
  auto const bytes = samples.is_image() ? expected : 0, values = samples.is_image() ? 0 : expected;
  if (samples.count < 0 || samples.bytes.size() != bytes || samples.values.size() != values)
    throw shape_error(what + ": " + std::to_string(samples.count) + " samples of " +
                      detail::shape_string(samples.shape) + ": expected " + std::to_string(bytes) + " bytes and " +
                      std::to_string(values) + " values, got " + std::to_string(samples.bytes.size()) + " and " +
                      std::to_string(samples.values.size()));
  for (std::size_t i = 0; i < values; ++i)
    if (!std::isfinite(samples.values[i])) {
      auto const features = static_cast<std::size_t>(samples.elements());
      throw value_error(what + ": sample " + std::to_string(i / features) + ", feature " +
                        std::to_string(i % features) + ": expected a finite number, got " +
                        std::to_string(samples.values[i]));
    }
}

/// Throws unless there is one label a sample, each `lowest` to classes - 1.
inline void validate(std::vector<int> const& labels, index_t count, int classes, int lowest, std::string const& what) {
  if (labels.size() != static_cast<std::size_t>(count))
    throw shape_error(what + ": labels: expected " + std::to_string(count) + ", one a sample, got " +
                      std::to_string(labels.size()));
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] < lowest || labels[i] >= classes)
      throw value_error(what + ": label of sample " + std::to_string(i) + ": expected " + std::to_string(lowest) +
                        " to " + std::to_string(classes - 1) + ", got " + std::to_string(labels[i]));
}

/// Checks a whole data set; the test part may be empty, and training labels may be `unknown_label`.
inline void validate(dataset const& data) {
  if (data.classes < 2)
    throw value_error(data.name + ": classes: expected at least 2, got " + std::to_string(data.classes));
  if (!data.class_names.empty() && data.class_names.size() != static_cast<std::size_t>(data.classes))
    throw shape_error(data.name + ": class names: expected none or " + std::to_string(data.classes) + ", got " +
                      std::to_string(data.class_names.size()));
  if (data.train.count < 1) throw value_error(data.name + ": training samples: expected at least 1, got 0");
  validate(data.train, data.name + " (train)");
  validate(data.train_labels, data.train.count, data.classes, unknown_label, data.name + " (train)");
  if (data.test.count != 0) {
    validate(data.test, data.name + " (test)");
    if (data.test.shape != data.train.shape)
      throw shape_error(data.name + " (test): shape of a sample: expected " + detail::shape_string(data.train.shape) +
                        " as in training, got " + detail::shape_string(data.test.shape));
  }
  validate(data.test_labels, data.test.count, data.classes, 0, data.name + " (test)");
}

}  // namespace tacit::inline TACIT_ABI
