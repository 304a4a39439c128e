// sequential: one layer after the other; and named: a layer under a name of one's own.
#pragma once

#include <string>
#include <tuple>
#include <utility>

#include "tacit/nn/builder.hpp"

namespace tacit::inline TACIT_ABI {

template <class L>
struct named_layer {
  static constexpr char const* name = L::name;
  static constexpr bool batch_statistics = L::batch_statistics;
  char const* label;
  L layer;

  template <class Builder>
  value build(Builder& b, value x) const {
    return b.add("", layer, x);
  }
};

/// `named("stem", conv2d({...}))`: inside a `sequential`, the layer's blocks are called stem.weight, not 0.weight. The
/// label must outlive the description: a string literal.
template <class L>
named_layer<L> named(char const* label, L layer) {
  return {label, std::move(layer)};
}

template <class... Layers>
struct sequential_layer {
  static constexpr char const* name = "sequential";
  static constexpr bool batch_statistics = (Layers::batch_statistics || ...);
  std::tuple<Layers...> layers;

  template <class Builder>
  value build(Builder& b, value x) const {
    std::size_t i = 0;
    std::apply([&](auto const&... layer) { ((x = add_child(b, i++, layer, x)), ...); }, layers);
    return x;
  }

 private:
  template <class Builder, class L>
  static value add_child(Builder& b, std::size_t i, L const& layer, value const& x) {
    return b.add(detail::message("{}", {i}), layer, x);
  }
  template <class Builder, class L>
  static value add_child(Builder& b, std::size_t, named_layer<L> const& layer, value const& x) {
    return b.add(layer.label, layer.layer, x);
  }
};

/// The layers, applied in order; block names start with the position of their layer, from 0.
template <class... Layers>
sequential_layer<Layers...> sequential(Layers... layers) {
  static_assert((Layer<Layers> && ...),
                "tacit::sequential: every argument must be a layer: see LeafLayer (nn/layer.hpp) and CompositeLayer "
                "(nn/builder.hpp)");
  return {std::tuple<Layers...>(std::move(layers)...)};
}

}  // namespace tacit::inline TACIT_ABI
