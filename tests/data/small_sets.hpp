// Small data sets for the tests of views, tasks and the loader.
#pragma once

#include "tacit/data/samples.hpp"
#include "tacit/kernel/random.hpp"

/// Images of noise, 12 x 10 pixels; labels go round.
inline tacit::dataset noise_images(tacit::index_t count, tacit::index_t channels, int classes = 3) {
  tacit::dataset data;
  data.name = "noise";
  data.classes = classes;
  tacit::random_stream random(3, tacit::purpose::user);
  for (auto* set : {&data.train, &data.test}) {
    set->shape = {12, 10, channels};
    set->count = count;
    for (tacit::index_t i = 0; i < count * set->elements(); ++i)
      set->bytes.push_back(static_cast<std::uint8_t>(random.below(256)));
  }
  for (tacit::index_t i = 0; i < count; ++i) data.train_labels.push_back(static_cast<int>(i) % classes);
  data.test_labels = data.train_labels;
  return data;
}

/// Rows of two features; the first has the sample's number, the second is noise.
inline tacit::dataset numbered_rows(tacit::index_t count, int classes = 2) {
  tacit::dataset data;
  data.name = "rows";
  data.classes = classes;
  data.train.shape = data.test.shape = {2};
  data.train.count = count;
  tacit::random_stream random(4, tacit::purpose::user);
  for (tacit::index_t i = 0; i < count; ++i) {
    data.train.values.push_back(static_cast<float>(i));
    data.train.values.push_back(static_cast<float>(random.normal()));
    data.train_labels.push_back(static_cast<int>(i) % classes);
  }
  return data;
}
