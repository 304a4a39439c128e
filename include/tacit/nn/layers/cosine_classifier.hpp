// cosine_classifier: logits are scaled products of class vectors with features of length 1.
#pragma once

#include "tacit/nn/layers/flatten.hpp"
#include "tacit/nn/layers/l2_normalise.hpp"
#include "tacit/nn/layers/linear.hpp"
#include "tacit/nn/layers/multiply.hpp"

namespace tacit::inline TACIT_ABI {

struct cosine_classifier_options {
  index_t outputs = 0;
  double temperature = 0.05;
};

/// y = W (x / |x|) / temperature, without a bias; W is used as it is. Block: linear.weight (outputs x inputs).
struct cosine_classifier_layer : composite_defaults {
  static constexpr char const* name = "cosine_classifier";
  cosine_classifier_options options;

  template <class Builder>
  value build(Builder& b, value x) const {
    x = b.add("unit", l2_normalise(), flatten.build(b, x));
    x = b.add("linear", linear({.outputs = options.outputs, .bias = false}), x);
    return b.add("temper", multiply(1 / options.temperature), x);
  }
};

inline cosine_classifier_layer cosine_classifier(cosine_classifier_options options) {
  if (!(options.temperature > 0))
    detail::throw_error<value_error>("cosine_classifier: temperature must be positive, got {}", {options.temperature});
  return {{}, options};
}

}  // namespace tacit::inline TACIT_ABI
