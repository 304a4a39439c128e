// Domain shift: the same samples as another camera would see them, and tasks that train on one domain for another.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tacit/data/channel_statistics.hpp"
#include "tacit/data/image/point.hpp"
#include "tacit/data/image/rotate.hpp"
#include "tacit/data/task.hpp"
#include "tacit/kernel/random.hpp"

namespace tacit::inline TACIT_ABI {

struct domain_shift {
  double degrees = 0;     ///< turned counter-clockwise by; points of the plane: about the mean of the training points
  bool inverted = false;  ///< dark becomes bright; images alone
  double noise = 0;       ///< standard deviation: of a pixel, of a range of 1; of a feature, in units of its own
  std::uint64_t seed = 0;
};

namespace detail {

/// Turned, then inverted, then with noise that is drawn for each image from (seed, its place).
inline sample_set shifted_images(sample_set images, domain_shift const& how) {
  std::vector<std::uint8_t> turned(static_cast<std::size_t>(images.elements()));
  for (index_t i = 0; i < images.count; ++i) {
    image::view const at(images.bytes.data() + i * images.elements(),
                         {images.shape[0], images.shape[1], images.shape[2]});
    image::view const spare(turned.data(), at.extents());
    image::rotate(at, spare, how.degrees);
    how.inverted ? image::invert(spare, at) : image::identity(spare, at);
    random_stream random(how.seed, purpose::generate, 0, static_cast<std::uint64_t>(i));
    if (how.noise > 0)
      for (index_t k = 0; k < images.elements(); ++k) {
        double const level = static_cast<double>(at.data()[k]) + 255 * how.noise * random.normal();
        at.data()[k] = static_cast<std::uint8_t>(std::lround(std::clamp(level, 0.0, 255.0)));
      }
  }
  return images;
}

/// Turned about the mean of `measured`, then with noise in units of its deviations.
inline sample_set shifted_rows(sample_set rows, channel_statistics const& measured, domain_shift const& how) {
  index_t const features = rows.elements();
  if (how.inverted) throw value_error("shifted: inverted: expected images, got rows of features");
  if (how.degrees != 0 && features != 2)
    throw_error<value_error>("shifted: degrees: expected images or points of the plane, got rows of {} features",
                             {features});
  double const angle = how.degrees * (3.141592653589793 / 180), cosine = std::cos(angle), sine = std::sin(angle);
  for (index_t i = 0; i < rows.count; ++i) {
    auto const at = std::span(rows.values).subspan(static_cast<std::size_t>(i * features));
    if (how.degrees != 0) {
      double const x = static_cast<double>(at[0]) - measured.mean[0], y = static_cast<double>(at[1]) - measured.mean[1];
      at[0] = static_cast<float>(measured.mean[0] + cosine * x - sine * y);
      at[1] = static_cast<float>(measured.mean[1] + sine * x + cosine * y);
    }
    random_stream random(how.seed, purpose::generate, 0, static_cast<std::uint64_t>(i));
    if (how.noise > 0)
      for (std::size_t k = 0; k < static_cast<std::size_t>(features); ++k)
        at[k] = static_cast<float>(static_cast<double>(at[k]) + how.noise * measured.deviation[k] * random.normal());
  }
  return rows;
}

inline void require_shift_noise(domain_shift const& how) {
  if (!(how.noise >= 0)) throw_error<value_error>("shifted: noise: expected at least 0, got {}", {how.noise});
}

}  // namespace detail

/// Images turned, then inverted, then with noise that is drawn for each one from (seed, its place).
inline sample_set shifted(sample_set images, domain_shift const& how) {
  if (!images.is_image()) throw value_error("shifted: expected images, got rows of features; shift the data set");
  detail::require_shift_noise(how);
  return detail::shifted_images(std::move(images), how);
}

/// The data set in another domain: labels stay, training and test samples are shifted (with noise of their own). Points
/// are turned about the mean of the training points, and noise is measured by the deviation of each of their features.
inline dataset shifted(dataset data, domain_shift how) {
  detail::require_shift_noise(how);
  data.name += " shifted";
  bool const images = data.train.is_image();
  auto const measured = images ? channel_statistics() : measure_channels(data.train);
  for (auto* part : {&data.train, &data.test}) {
    *part =
        images ? detail::shifted_images(std::move(*part), how) : detail::shifted_rows(std::move(*part), measured, how);
    how.seed += 1;
  }
  return data;
}

/// Two domains as one data set: the training samples of `source`, then those of `target`; the target's test samples.
inline dataset both_domains(dataset source, dataset const& target) {
  if (source.train.shape != target.train.shape || source.classes != target.classes)
    throw shape_error("two_domains: expected samples of one shape and as many classes in both domains");
  source.name += " to " + target.name;
  auto const append = [](auto& to, auto const& from) { to.insert(to.end(), from.begin(), from.end()); };
  append(source.train.bytes, target.train.bytes);
  append(source.train.values, target.train.values);
  append(source.train_labels, target.train_labels);
  source.train.count += target.train.count;
  source.test = target.test;
  source.test_labels = target.test_labels;
  return source;
}

namespace detail {
inline task task_across(dataset source, dataset const& target, label_split split) {
  index_t const first = source.train.count;
  auto both = std::make_shared<dataset const>(both_domains(std::move(source), target));
  split.pool.resize(static_cast<std::size_t>(target.train.count));
  std::iota(split.pool.begin(), split.pool.end(), first);
  split.generator = "two domains";
  split.data_hash = data_hash(*both);
  return make_task(std::move(both), std::move(split));
}
}  // namespace detail

/// A task across domains: every training sample of `source` is labelled, the pool is the training part of `target`
/// (whose labels serve diagnostics alone), and the test samples are the target's.
inline task two_domains(dataset source, dataset const& target) {
  label_split split;
  split.labelled.resize(static_cast<std::size_t>(source.train.count));
  std::iota(split.labelled.begin(), split.labelled.end(), index_t{0});
  return detail::task_across(std::move(source), target, std::move(split));
}

/// The same with a few labels of the source, drawn as make_split draws them; validation samples are the source's, too.
inline task two_domains(dataset source, dataset const& target, split_options const& few) {
  auto split = make_split(source, few);
  return detail::task_across(std::move(source), target, std::move(split));
}

}  // namespace tacit::inline TACIT_ABI
