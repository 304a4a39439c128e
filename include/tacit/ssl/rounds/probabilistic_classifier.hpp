// ProbabilisticClassifier: anything that learns from rows and labels and answers with class probabilities.
#pragma once

#include <concepts>
#include <vector>

#include "tacit/tensor/concepts.hpp"
#include "tacit/tensor/standard.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

/// `fit(x, y)` forgets what an earlier fit learned; `predict_proba(x)` gives rows x classes, class c in column c.
template <class C, class Scalar>
concept ProbabilisticClassifier = requires(C& c, tensor<Scalar, 2> const& x, std::vector<int> const& y) {
  c.fit(x, y);
  { c.predict_proba(x) } -> FloatingTensor;
};

/// Its fit takes a weight for each row.
template <class C, class Scalar>
concept WeightedClassifier = ProbabilisticClassifier<C, Scalar> &&
    requires(C& c, tensor<Scalar, 2> const& x, std::vector<int> const& y, std::vector<double> const& weights) {
  c.fit(x, y, weights);
};

}  // namespace tacit::inline TACIT_ABI
