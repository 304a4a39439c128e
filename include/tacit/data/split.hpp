// Label splits: which training samples show their label, which form the pool, which are kept for validation.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "tacit/data/data_hash.hpp"
#include "tacit/data/validate.hpp"
#include "tacit/kernel/random.hpp"
#include "tacit/tensor/repeated.hpp"

namespace tacit::inline TACIT_ABI {

struct split_options {
  index_t labels = 0;      ///< labelled samples in all; this or `per_class`
  index_t per_class = 0;   ///< labelled samples of every class
  index_t validation = 0;  ///< further labelled samples, in neither the labelled set nor the pool
  std::uint64_t seed = 0;
  /// false, balanced: the same number of every class; where it does not divide evenly, one more in classes drawn from
  /// the seed. true, stratified: one of every class, the rest in proportion to the classes' sizes.
  bool stratified = false;
  bool include_labelled_in_pool = true;  ///< as in the papers
};

/// Indices into the training part, ascending. `data_hash` says of which data set.
struct label_split {
  std::vector<index_t> labelled, pool, validation;
  std::uint64_t seed = 0;
  std::string data_hash;
  std::string generator = "tacit-1";  ///< what drew it: make_split as of now, or the user's own name
};

namespace detail {
/// Lists of a split that hold a sample.
enum in_list : std::uint8_t { in_labelled = 1, in_pool = 2, in_validation = 4 };
}  // namespace detail

/// Throws value_error unless the indices are in range and each at most once in its list, nothing of the validation
/// list is in another list, and labelled and validation samples have labels.
inline void validate(label_split const& split, dataset const& data) {
  auto seen = detail::repeated<std::uint8_t>(static_cast<std::size_t>(data.train.count));
  auto const check = [&](std::vector<index_t> const& indices, std::uint8_t list, char const* name) {
    for (index_t i : indices) {
      auto const refuse = [&](detail::message_part const& what) {
        detail::throw_error<value_error>("label split: {}: index {}: {}", {name, i, what});
      };
      if (i < 0 || i >= data.train.count) refuse(detail::message("expected 0 to {}", {data.train.count - 1}));
      auto& lists = seen[static_cast<std::size_t>(i)];
      if (lists & list) refuse("expected once, got it twice");
      if ((list | lists) & detail::in_validation && lists)
        refuse("expected in the validation set or in another set, got both");
      if (list != detail::in_pool && data.train_labels[static_cast<std::size_t>(i)] == unknown_label)
        refuse("expected a sample with a label, got one without");
      lists |= list;
    }
  };
  check(split.labelled, detail::in_labelled, "labelled");
  check(split.pool, detail::in_pool, "pool");
  check(split.validation, detail::in_validation, "validation");
}

namespace detail {

/// How many of each class, when every class gives the same number and `random` says which give one more.
inline std::vector<index_t> share_equally(index_t total, std::size_t classes, random_stream random) {
  auto order = repeated<std::size_t>(classes);
  std::iota(order.begin(), order.end(), std::size_t{0});
  shuffle(order, static_cast<index_t>(classes), random);
  auto const count = static_cast<index_t>(classes);
  auto shares = repeated(classes, total / count);
  for (index_t k = 0; k < total % count; ++k) ++shares[order[static_cast<std::size_t>(k)]];
  return shares;
}

/// How many of each class: `least` of every class, the rest in proportion to what is available beyond that (largest
/// remainders first, then lower classes). Never more than available if the total is not.
inline std::vector<index_t> share_in_proportion(index_t total, std::vector<index_t> const& available, index_t least) {
  auto const classes = available.size();
  index_t all = 0;
  for (index_t a : available) all += a - least;
  index_t const rest = total - least * static_cast<index_t>(classes);
  auto shares = repeated(classes, least), remainders = repeated<index_t>(classes);
  if (all == 0) return shares;
  index_t left = rest;
  for (std::size_t c = 0; c < classes; ++c) {
    index_t const quota = rest * (available[c] - least);
    shares[c] += quota / all;
    remainders[c] = quota % all;
    left -= quota / all;
  }
  for (; left > 0; --left) {
    auto const largest = std::max_element(remainders.begin(), remainders.end());
    ++shares[static_cast<std::size_t>(largest - remainders.begin())];
    *largest = -1;
  }
  return shares;
}

inline void require_available(std::vector<index_t> const& shares, std::vector<index_t> const& available,
                              char const* what) {
  for (std::size_t c = 0; c < shares.size(); ++c)
    if (shares[c] > available[c])
      throw_error<value_error>("make_split: {}: class {}: expected at least {} samples to draw from, got {}",
                               {what, c, shares[c], available[c]});
}

/// Checks the options; returns the number of labels.
inline index_t wanted_labels(dataset const& data, split_options const& options) {
  auto const refuse = [](char const* what, message_part const& expected, index_t actual) {
    throw_error<value_error>("make_split: {}: expected {}, got {}", {what, expected, actual});
  };
  auto const require_count = [&](char const* what, index_t n) {
    if (n < 0) refuse(what, "at least 0", n);
    if (n > data.train.count) refuse(what, message("at most the {} training samples", {data.train.count}), n);
  };
  require_count("labels", options.labels);
  require_count("per_class", options.per_class);
  require_count("validation", options.validation);
  if ((options.labels > 0) == (options.per_class > 0))
    refuse("labels and per_class", "exactly one of them", options.labels > 0 ? 2 : 0);
  if (options.labels > 0 && options.labels < data.classes)
    refuse("labels", message("at least one for each of the {} classes", {data.classes}), options.labels);
  return options.labels > 0 ? options.labels : options.per_class * data.classes;
}

}  // namespace detail

/// Draws a split; the same data, options and seed give the same one on every machine. For a given seed a larger
/// balanced labelled set contains the smaller ones, and the validation set does not depend on the number of labels.
/// Throws value_error where the data cannot give what is asked for.
inline label_split make_split(dataset const& data, split_options const& options) {
  validate(data);
  index_t const labels = detail::wanted_labels(data, options);
  auto const classes = static_cast<std::size_t>(data.classes);
  std::vector<std::vector<index_t>> members(classes);
  for (index_t i = 0; i < data.train.count; ++i)
    if (int const label = data.train_labels[static_cast<std::size_t>(i)]; label != unknown_label)
      members[static_cast<std::size_t>(label)].push_back(i);

  auto available = detail::repeated<index_t>(classes);
  for (std::size_t c = 0; c < classes; ++c) available[c] = static_cast<index_t>(members[c].size());
  index_t const known = std::accumulate(available.begin(), available.end(), index_t{0});
  if (labels + options.validation > known)
    detail::throw_error<value_error>(
        "make_split: labels and validation: expected at most the {} samples with a label, got {}",
        {known, labels + options.validation});
  if (options.stratified) detail::require_available(detail::repeated<index_t>(classes, 1), available, "labels");
  auto const shares = [&](index_t total, std::uint64_t step, index_t least) {
    return options.stratified
               ? detail::share_in_proportion(total, available, least)
               : detail::share_equally(total, classes, random_stream(options.seed, purpose::split, step));
  };
  auto const shown = shares(labels, 1, 1), validation = shares(options.validation, 2, 0);
  detail::require_available(shown, available, "labels");
  for (std::size_t c = 0; c < classes; ++c) available[c] -= shown[c];
  detail::require_available(validation, available, "validation");

  label_split split;
  split.seed = options.seed;
  split.data_hash = data_hash(data);
  auto const unsigned_of = [](index_t n) { return static_cast<std::size_t>(n); };
  auto lists = detail::repeated<std::uint8_t>(unsigned_of(data.train.count));
  for (std::size_t c = 0; c < classes; ++c) {
    // Labelled samples come from the front of the shuffled class and validation samples from its back.
    random_stream random(options.seed, purpose::split, 0, c);
    shuffle(members[c], static_cast<index_t>(members[c].size()), random);
    std::span<index_t const> const drawn(members[c]);
    for (index_t i : drawn.first(unsigned_of(shown[c]))) lists[unsigned_of(i)] = detail::in_labelled;
    for (index_t i : drawn.last(unsigned_of(validation[c]))) lists[unsigned_of(i)] = detail::in_validation;
  }
  for (index_t i = 0; i < data.train.count; ++i) {
    auto const list = lists[unsigned_of(i)];
    bool const is_labelled = list == detail::in_labelled, validates = list == detail::in_validation;
    if (is_labelled) split.labelled.push_back(i);
    if (validates) split.validation.push_back(i);
    if (!validates && (!is_labelled || options.include_labelled_in_pool)) split.pool.push_back(i);
  }
  return split;
}

}  // namespace tacit::inline TACIT_ABI
