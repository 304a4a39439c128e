// Samples as they are stored: images of bytes, or rows of floats; and data sets made of them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tacit/tensor/view.hpp"

namespace tacit::inline TACIT_ABI {

/// One stored sample. Images: `bytes`, height x width x channels, channels last (shape has 3 entries). Features:
/// `values` (shape has 1 entry). The other span is empty.
struct sample {
  std::span<index_t const> shape;
  std::span<std::uint8_t const> bytes;
  std::span<float const> values;

  bool is_image() const { return shape.size() == 3; }
};

/// `count` samples of one shape.
struct sample_set {
  std::vector<index_t> shape;  ///< {height, width, channels} or {features}
  index_t count = 0;
  std::vector<std::uint8_t> bytes;  ///< images: count * height * width * channels
  std::vector<float> values;        ///< features: count * features

  bool is_image() const { return shape.size() == 3; }
  index_t elements() const {
    index_t n = 1;
    for (index_t e : shape) n *= e;
    return n;
  }
  sample operator[](index_t i) const {
    auto const n = static_cast<std::size_t>(elements()), at = static_cast<std::size_t>(i) * n;
    if (is_image()) return {shape, std::span(bytes).subspan(at, n), {}};
    return {shape, {}, std::span(values).subspan(at, n)};
  }
};

/// A data set with its official split. Labels are 0 .. classes - 1, one a sample.
struct dataset {
  std::string name;
  int classes = 0;
  std::vector<std::string> class_names;  ///< empty, or one a class
  sample_set train, test;
  std::vector<int> train_labels, test_labels;
};

}  // namespace tacit::inline TACIT_ABI
