// network_builder: turns a network's description into its graph; and the concepts of what it can turn.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tacit/nn/detail/fuse.hpp"
#include "tacit/nn/detail/require_shape.hpp"
#include "tacit/nn/layer.hpp"

namespace tacit::inline TACIT_ABI {

/// An intermediate result of a network that is being built: what a layer is applied to, and gives.
struct value {
  std::size_t id = 0;
  shape_t shape;
};

template <class Scalar>
class network_builder;

/// A layer made of layers: `build` applies them to a value, as one would write the network's formula.
///
///   struct twice : tacit::composite_defaults {
///     static constexpr char const* name = "twice";
///     template <class Builder> tacit::value build(Builder& b, tacit::value x) const {
///       return b.sum(x, b.add("inner", tacit::relu, x));
///     }
///   };
template <class L>
concept CompositeLayer = std::copy_constructible<L> && requires(L const& layer, network_builder<double>& b, value x) {
  { L::name } -> std::convertible_to<char const*>;
  { L::batch_statistics } -> std::convertible_to<bool>;
  { layer.build(b, x) } -> std::same_as<value>;
};

struct composite_defaults {
  static constexpr bool batch_statistics = false;
};

/// What networks are composed of; every network is itself a layer.
template <class L>
concept Layer = LeafLayer<L> || CompositeLayer<L>;

template <class Scalar>
class network_builder {
 public:
  explicit network_builder(shape_t const& sample_shape) {
    graph_.input_shape = sample_shape;
    graph_.elements = {element_count(sample_shape)};
  }

  /// The blocks continue a table.
  network_builder(shape_t const& sample_shape, block_table blocks, std::vector<initialiser> initialisers)
      : network_builder(sample_shape) {
    graph_.blocks = std::move(blocks);
    graph_.initialisers = std::move(initialisers);
  }

  value input() const { return {0, graph_.input_shape}; }

  /// layer(x). The name becomes part of the path of the layer's blocks ("3.weight"). Throws shape_error with the
  /// layer's place in the network if x does not fit.
  template <class L>
  value add(std::string_view name, L const& layer, value const& x) {
    static_assert(Layer<L>, "tacit: not a layer: see LeafLayer (nn/layer.hpp) and CompositeLayer (nn/builder.hpp)");
    auto const outside = enter(name);
    value y = apply(layer, x);
    leave(outside);
    return y;
  }

  /// a + b, element by element.
  value sum(value const& a, value const& b) {
    if (a.shape != b.shape) detail::throw_shape(place_.c_str(), "shapes of a sum", a.shape, b.shape);
    detail::node<Scalar> n;
    n.a = a.id;
    n.b = b.id;
    n.place.in = n.place.out = a.shape;
    n.path = path_;
    return append(std::move(n));
  }

  /// The same numbers seen with another shape.
  value reshape(value const& x, shape_t const& shape) const {
    if (element_count(shape) != element_count(x.shape))
      detail::throw_shape(place_.c_str(), "elements of a reshape", x.shape, shape);
    return {x.id, shape};
  }

  /// Throws shape_error unless x has this shape; an extent of 0 fits any.
  void expect(value const& x, shape_t const& shape) const { detail::require_input(place_.c_str(), shape, x.shape); }

  detail::network_graph<Scalar> finish(value const& y) && {
    graph_.logits = y.id;
    graph_.output_shape = y.shape;
    detail::fuse_activations(graph_);
    return std::move(graph_);
  }

 private:
  /// Lengths of the path and the place, to return to.
  using position = std::pair<std::size_t, std::size_t>;

  [[gnu::noinline]] position enter(std::string_view name) {
    position const outside{path_.size(), place_.size()};
    if (!name.empty()) {
      path_ = detail::message("{}{}{}", {path_, path_.empty() ? "" : ".", name});
      place_ = detail::message("{}[{}]", {place_, name});
    }
    return outside;
  }
  void enter_composite(char const* name) {
    place_ = detail::message("{}{}{}", {place_, place_.empty() ? "" : " ", name});
  }
  void leave(position outside) {
    path_.resize(outside.first);
    place_.resize(outside.second);
  }

  template <CompositeLayer L>
  value apply(L const& layer, value const& x) {
    enter_composite(L::name);
    return layer.build(*this, x);
  }
  template <LeafLayer L>
  value apply(L const& layer, value const& x) {
    return append(detail::operation_ptr<Scalar>(new detail::operation_of<L, Scalar>(layer)), x);
  }

  value append(detail::operation_ptr<Scalar> layer, value const& x) {
    detail::node<Scalar> n;
    try {
      n.place.out = layer->output_shape(x.shape);
    } catch (shape_error const& e) {
      detail::throw_error<shape_error>("{}{}{}", {place_, place_.empty() ? "" : " ", e.what()});
    }
    declaration blocks(graph_.blocks, graph_.initialisers, path_);
    std::size_t const first = graph_.blocks.all().size();
    layer->declare(blocks, x.shape);
    n.a = x.id;
    n.place.in = x.shape;
    n.place.first_offset = graph_.offsets.size();
    for (bool const buffers : {false, true})
      for (block const& b : graph_.blocks.all().subspan(first)) {
        if ((b.kind == role::buffer) != buffers) continue;
        graph_.offsets.push_back(index_t(b.offset));
        n.place.parameters += !buffers;
        n.parameter_count += buffers ? 0 : b.size();
      }
    n.place.number = graph_.nodes.size();
    n.path = path_;
    if (layer->head) {
      graph_.head = graph_.nodes.size();
      graph_.features = x.id;
    }
    n.layer = std::move(layer);
    return append(std::move(n));
  }

  value append(detail::node<Scalar>&& n) {
    n.y = graph_.elements.size();
    value y{n.y, n.place.out};
    index_t const elements = element_count(y.shape);
    graph_.elements.push_back(elements);
    graph_.nodes.push_back(std::move(n));
    return y;
  }

  detail::network_graph<Scalar> graph_;
  std::string path_, place_;
};

namespace detail {
template <class Scalar, class Network>
network_graph<Scalar> build_graph(Network const& network, shape_t const& sample_shape) {
  for (index_t e : sample_shape)
    if (e <= 0) throw_error<shape_error>("model: sample shape {}: every extent must be positive", {sample_shape});
  network_builder<Scalar> builder(sample_shape);
  value const y = builder.add("", network, builder.input());
  return std::move(builder).finish(y);
}
}  // namespace detail

}  // namespace tacit::inline TACIT_ABI
