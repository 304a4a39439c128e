// Domain shift: the same images as another camera would see them, and tasks that train on one domain for another.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "tacit/data/image/point.hpp"
#include "tacit/data/image/rotate.hpp"
#include "tacit/data/task.hpp"
#include "tacit/kernel/random.hpp"

namespace tacit::inline TACIT_ABI {

struct domain_shift {
  double degrees = 0;     ///< turned counter-clockwise by
  bool inverted = false;  ///< dark becomes bright
  double noise = 0;       ///< standard deviation of a pixel, of a range of 1
  std::uint64_t seed = 0;
};

/// Images turned, then inverted, then with noise that is drawn for each image from (seed, its place).
inline sample_set shifted(sample_set images, domain_shift const& how) {
  if (!images.is_image()) throw value_error("shifted: expected images, got rows of features");
  if (!(how.noise >= 0)) throw value_error("shifted: noise: expected at least 0, got " + std::to_string(how.noise));
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

/// The data set in another domain: labels stay, training and test images are shifted (with noise of their own).
inline dataset shifted(dataset data, domain_shift how) {
  data.name += " shifted";
  data.train = shifted(std::move(data.train), how);
  how.seed += 1;
  data.test = shifted(std::move(data.test), how);
  return data;
}

/// A task across domains: every training sample of `source` is labelled, the pool is the training part of `target`
/// (whose labels serve diagnostics alone), and the test samples are the target's.
inline task two_domains(dataset source, dataset const& target) {
  if (source.train.shape != target.train.shape || source.classes != target.classes)
    throw shape_error("two_domains: expected samples of one shape and as many classes in both domains");
  index_t const first = source.train.count;
  source.name += " to " + target.name;
  auto const append = [](auto& to, auto const& from) { to.insert(to.end(), from.begin(), from.end()); };
  append(source.train.bytes, target.train.bytes);
  append(source.train.values, target.train.values);
  append(source.train_labels, target.train_labels);
  source.train.count += target.train.count;
  source.test = target.test;
  source.test_labels = target.test_labels;

  label_split split;
  split.generator = "two domains";
  split.data_hash = data_hash(source);
  split.labelled.resize(static_cast<std::size_t>(first));
  split.pool.resize(static_cast<std::size_t>(target.train.count));
  std::iota(split.labelled.begin(), split.labelled.end(), index_t{0});
  std::iota(split.pool.begin(), split.pool.end(), first);
  return make_task(std::make_shared<dataset const>(std::move(source)), std::move(split));
}

}  // namespace tacit::inline TACIT_ABI
