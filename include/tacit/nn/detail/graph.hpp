// The graph of a network for one scalar: its layers in order of execution, and which value each reads and writes.
// The network's type is only seen while this is built; planning and execution are not templates on it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "tacit/nn/layer.hpp"
#include "tacit/tensor/repeated.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// A layer behind an interface.
template <class Scalar>
class operation {
 public:
  struct properties {
    char const* name;
    bool needs_input, needs_output, in_place, head, recomputes;
  };

  explicit operation(properties const& p)
      : name(p.name),
        needs_input(p.needs_input),
        needs_output(p.needs_output),
        in_place(p.in_place),
        head(p.head),
        recomputes(p.recomputes) {}
  operation(operation const&) = delete;
  operation& operator=(operation const&) = delete;
  virtual ~operation() = default;

  virtual shape_t output_shape(shape_t const& in) const = 0;
  virtual void declare(declaration& blocks, shape_t const& in) const = 0;
  virtual index_t saved(shape_t const& in, index_t rows) const = 0;
  virtual void forward(layer_pass<Scalar> const& at, Scalar const* x, Scalar* y) const = 0;
  virtual void backward(layer_pass<Scalar> const& at, Scalar const* x, Scalar const* y, Scalar const* dy,
                        Scalar* dx) const = 0;
  /// Forward's y again; only where `recomputes`.
  virtual void recompute(layer_pass<Scalar> const& at, Scalar const* x, Scalar* y) const = 0;

  /// The function that this layer is; identity if it is more than that.
  virtual elementwise_function function() const { return {}; }
  /// This layer followed by the function in one, or null if it cannot do that.
  virtual std::unique_ptr<operation const> fuse(elementwise_function) const { return nullptr; }

  char const* const name;
  bool const needs_input, needs_output, in_place, head, recomputes;
};

/// Made from `new operation_of`: std::make_unique would instantiate a pointer for each type of layer as well. With the
/// other owners of any type (backbone, optimiser, step function) that was a fifteenth of an example's functions.
template <class Scalar>
using operation_ptr = std::unique_ptr<operation<Scalar> const>;

template <class Layer, class Scalar>
class operation_of final : public operation<Scalar> {
 public:
  explicit operation_of(Layer layer)
      : operation<Scalar>({Layer::name, Layer::needs_input, Layer::needs_output, Layer::in_place, Layer::head, again}),
        layer_(std::move(layer)) {}

  shape_t output_shape(shape_t const& in) const override { return layer_.output_shape(in); }
  void declare(declaration& blocks, shape_t const& in) const override { layer_.declare(blocks, in); }
  index_t saved(shape_t const& in, index_t rows) const override {
    return layer_.saved(in, rows, static_cast<index_t>(sizeof(Scalar)));
  }
  void forward(layer_pass<Scalar> const& at, Scalar const* x, Scalar* y) const override { layer_.forward(at, x, y); }
  void backward(layer_pass<Scalar> const& at, Scalar const* x, Scalar const* y, Scalar const* dy,
                Scalar* dx) const override {
    layer_.backward(at, x, y, dy, dx);
  }
  void recompute(layer_pass<Scalar> const& at, Scalar const* x, Scalar* y) const override {
    if constexpr (again) layer_.recompute(at, x, y);
  }

  elementwise_function function() const override {
    if constexpr (requires { layer_.as_function(); })
      return layer_.as_function();
    else
      return {};
  }
  operation_ptr<Scalar> fuse(elementwise_function f) const override {
    if constexpr (requires { layer_.can_fuse(f); })
      if (layer_.can_fuse(f)) return operation_ptr<Scalar>(new operation_of(layer_.fuse(f)));
    return nullptr;
  }

 private:
  static constexpr bool again = requires(Layer const& l, layer_pass<Scalar> const& at, Scalar const* x, Scalar* y) {
    l.recompute(at, x, y);
  };

  Layer layer_;
};

/// The absent value, gradient or piece of memory.
inline constexpr std::size_t nothing = static_cast<std::size_t>(-1);

/// One step of the execution: y = layer(a), or, without a layer, y = a + b.
template <class Scalar>
struct node {
  operation_ptr<Scalar> layer;
  std::size_t a = 0, b = nothing, y = 0;
  layer_place place;
  std::string path;                  ///< for people
  char const* activation = nullptr;  ///< name of the one that the layer took over
  index_t parameter_count = 0;

  bool is_sum() const { return layer == nullptr; }
};

/// Value 0 is the network's input; the nodes write the others.
template <class Scalar>
struct network_graph {
  std::vector<node<Scalar>> nodes;
  std::vector<index_t> elements;  ///< of one row of each value
  std::vector<index_t> offsets;   ///< of all layers' blocks in their spans
  shape_t input_shape, output_shape;
  std::size_t logits = 0;
  std::size_t head = nothing, features = nothing;  ///< the last head layer, and its input
  block_table blocks;
  std::vector<initialiser> initialisers;  ///< one a block
};

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
