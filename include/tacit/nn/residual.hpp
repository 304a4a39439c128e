// residual: a branch and a shortcut around it, added; and stochastic depth, which leaves the branch out at random.
#pragma once

#include <utility>

#include "tacit/nn/layers/dropout.hpp"
#include "tacit/nn/sequential.hpp"

namespace tacit::inline TACIT_ABI {

/// The layer that does nothing.
struct identity_layer : composite_defaults {
  static constexpr char const* name = "identity";
  template <class Builder>
  value build(Builder&, value x) const {
    return x;
  }
};
inline constexpr identity_layer identity{};

template <class Branch, class Shortcut>
struct residual_layer {
  static constexpr char const* name = "residual";
  static constexpr bool batch_statistics = Branch::batch_statistics || Shortcut::batch_statistics;
  Branch branch;
  Shortcut shortcut;

  template <class Builder>
  value build(Builder& b, value x) const {
    value const y = b.add("branch", branch, x);
    return b.sum(y, b.add("shortcut", shortcut, x));
  }
};

/// y = branch(x) + shortcut(x); both must give one shape.
template <class Branch, class Shortcut = identity_layer>
residual_layer<Branch, Shortcut> residual(Branch branch, Shortcut shortcut = {}) {
  static_assert(Layer<Branch> && Layer<Shortcut>, "tacit::residual: the branch and the shortcut must be layers");
  return {std::move(branch), std::move(shortcut)};
}

/// Stochastic depth (Huang et al. 2016): y = x + keep branch(x) / (1 - rate), keep drawn per sample with probability
/// 1 - rate; without dropout y = x + branch(x). (The paper scales the branch by 1 - rate in inference instead.)
template <class Branch>
auto stochastic_depth(dropout_options options, Branch branch) {
  return residual(sequential(std::move(branch), row_dropout(options)));
}

}  // namespace tacit::inline TACIT_ABI
