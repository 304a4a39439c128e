// from_memory: a data set and its label split from the user's own arrays: labelled, unlabelled and test samples.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <numeric>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tacit/data/split.hpp"
#include "tacit/data/validate.hpp"
#include "tacit/tensor/access.hpp"

namespace tacit::inline TACIT_ABI {

/// Samples that a data set can be made of, from any tensor type: rows of floats (rank 2), or images as bytes, count x
/// height x width (rank 3) or count x height x width x channels (rank 4).
template <class T>
concept Samples = (FloatingTensor<T> && (LazyTensor<T> || TensorOfRank<T, 2>)) ||
                  (Readable<T> && std::is_same_v<value_type_of<T>, std::uint8_t> &&
                   (LazyTensor<T> || TensorOfRank<T, 3> || TensorOfRank<T, 4>));

struct from_memory_options {
  int classes = 0;  ///< 0: the largest label plus 1
  bool include_labelled_in_pool = true;
  std::string name = "memory";
  std::vector<std::string> class_names{};
};

/// A data set with the split that its arrays state.
struct dataset_and_split {
  dataset data;
  label_split split;
};

namespace detail {

/// The rank at which samples are read; where it is known at run time only, images have 4 dimensions.
template <Samples T>
inline constexpr std::size_t sample_rank = std::floating_point<value_type_of<T>>   ? 2
                                           : HasStaticRank<T>&& TensorOfRank<T, 3> ? 3
                                                                                   : 4;

template <class To, class From>
void copy_elements(vector_view<From const> from, std::vector<To>& to) {
  for (index_t i = 0; i < from.extent(0); ++i) to.push_back(static_cast<To>(from[i]));
}
template <class To, class From, std::size_t Rank>
void copy_elements(tensor_view<From const, Rank> from, std::vector<To>& to) {
  for (index_t i = 0; i < from.extent(0); ++i) copy_elements(from.row(i), to);
}

/// Appends the samples of a user's tensor; the first one appended fixes the shape.
template <Samples T>
void append(sample_set& set, T const& x, std::string const& what) {
  auto const in = read<sample_rank<T>>(x);
  std::vector<index_t> shape(in->extents().begin() + 1, in->extents().end());
  if (sample_rank<T> == 3) shape.push_back(1);
  if (set.shape.empty()) set.shape = shape;
  if (set.shape != shape) throw_shape("from_memory", message("{}: shape of a sample", {what}), set.shape, shape);
  if constexpr (std::floating_point<value_type_of<T>>)
    copy_elements(*in, set.values);
  else
    copy_elements(*in, set.bytes);
  set.count += in->extent(0);
}

template <Labels T>
std::vector<int> copy_labels(T const& y, index_t count, std::string const& what) {
  auto const in = read<1>(y);
  require_extent("from_memory", (what + ": number of labels").c_str(), count, in->extent(0));
  std::vector<int> labels;
  for (index_t i = 0; i < count; ++i) {
    if (!std::in_range<int>((*in)[i]) || (*in)[i] < 0)
      throw_error<value_error>("from_memory: {}: label of sample {}: expected at least 0, got {}", {what, i, (*in)[i]});
    labels.push_back(static_cast<int>((*in)[i]));
  }
  return labels;
}

inline dataset_and_split finish_from_memory(dataset data, index_t with_label, from_memory_options const& options) {
  int const largest = *std::max_element(data.train_labels.begin(), data.train_labels.end());
  data.classes = options.classes > 0 ? options.classes : largest + 1;
  data.name = options.name;
  data.class_names = options.class_names;
  data.test.shape = data.train.shape;
  validate(data);
  label_split split;
  split.generator = "given";
  split.data_hash = data_hash(data);
  split.labelled.resize(static_cast<std::size_t>(with_label));
  std::iota(split.labelled.begin(), split.labelled.end(), index_t{0});
  index_t const first = options.include_labelled_in_pool ? 0 : with_label;
  split.pool.resize(static_cast<std::size_t>(data.train.count - first));
  std::iota(split.pool.begin(), split.pool.end(), first);
  return {std::move(data), std::move(split)};
}

}  // namespace detail

/// Labelled samples `x` with labels `y` (0 .. classes - 1), and unlabelled samples. The data are copied; the training
/// part holds the labelled samples first, then the unlabelled ones with `unknown_label`. Throws shape_error where sizes
/// do not fit, value_error for labels out of range, NaN and infinity.
template <Samples X, Labels Y, Samples U>
dataset_and_split from_memory(X const& x, Y const& y, U const& unlabelled, from_memory_options const& options = {}) {
  static_assert(std::is_same_v<value_type_of<X>, std::uint8_t> == std::is_same_v<value_type_of<U>, std::uint8_t>,
                "tacit::from_memory: labelled and unlabelled samples must both be images or both be rows of floats");
  dataset data;
  detail::append(data.train, x, "labelled");
  index_t const with_label = data.train.count;
  if (with_label == 0) throw value_error("from_memory: labelled samples: expected at least 1, got 0");
  data.train_labels = detail::copy_labels(y, with_label, "labelled");
  detail::append(data.train, unlabelled, "unlabelled");
  data.train_labels.resize(static_cast<std::size_t>(data.train.count), unknown_label);
  return detail::finish_from_memory(std::move(data), with_label, options);
}

/// The same with test samples and their labels.
template <Samples X, Labels Y, Samples U, Samples T, Labels V>
dataset_and_split from_memory(X const& x, Y const& y, U const& unlabelled, T const& test, V const& test_labels,
                              from_memory_options options = {}) {
  auto made = from_memory(x, y, unlabelled, options);
  detail::append(made.data.test, test, "test");
  made.data.test_labels = detail::copy_labels(test_labels, made.data.test.count, "test");
  validate(made.data);
  return made;
}

}  // namespace tacit::inline TACIT_ABI
