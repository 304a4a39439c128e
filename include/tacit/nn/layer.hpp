// The layer concept: what a piece of a network says about itself, and how it computes.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <vector>

#include "tacit/kernel/activation.hpp"
#include "tacit/kernel/context.hpp"
#include "tacit/kernel/random.hpp"
#include "tacit/nn/initialise.hpp"
#include "tacit/nn/parameters.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// How one pass treats the layers: the part of a `pass` (nn/backbone.hpp) that backward must know again.
struct pass_mode {
  bool batch_statistics = true;  ///< normalise by the batch, else by the running statistics
  bool update_running = true;    ///< move the running statistics
  bool differentiate = true;     ///< a backward may follow
  bool dropout = true;           ///< dropout, noise and stochastic depth are active
  std::uint64_t seed = 0, step = 0;
  std::uint32_t lane = 0;
};

/// Receives the blocks that a layer declares; their order numbers them (parameters and buffers apart).
class declaration {
 public:
  declaration(block_table& table, std::vector<initialiser>& initialisers, std::string const& path)
      : table_(table), initialisers_(initialisers), path_(path) {}

  void weight(char const* name, shape_t const& shape, initialiser how) { add(name, role::weight, shape, how); }
  void bias(char const* name, shape_t const& shape) { add(name, role::bias, shape, {}); }
  void norm(char const* name, shape_t const& shape, double value) {
    add(name, role::norm, shape, initialiser::constant(value));
  }
  void buffer(char const* name, shape_t const& shape, double value) {
    add(name, role::buffer, shape, initialiser::constant(value));
  }

 private:
  void add(char const* name, role kind, shape_t const& shape, initialiser how) {
    table_.add(detail::message("{}{}{}", {path_, path_.empty() ? "" : ".", name}), kind, shape);
    initialisers_.push_back(how);
  }

  block_table& table_;
  std::vector<initialiser>& initialisers_;
  std::string const& path_;
};

/// Where a layer stands in a network: the shapes around it, and its part of the list of all blocks' offsets.
struct layer_place {
  shape_t in, out;
  std::size_t first_offset = 0;
  std::size_t parameters = 0;  ///< how many blocks are trained: their offsets come first, then those of the buffers
  std::uint64_t number = 0;    ///< of the layer in its network
};

/// What a layer's forward and backward see of the pass: `rows` samples, its blocks, and the memory it keeps.
template <class Scalar>
struct layer_pass {
  context const& ctx;
  pass_mode const& mode;
  layer_place const& place;
  index_t const* offsets;  ///< of the layer's blocks
  index_t rows = 0;
  Scalar const* parameters = nullptr;
  Scalar* gradients = nullptr;
  Scalar const* buffers = nullptr;
  Scalar* running = nullptr;
  void* kept = nullptr;

  shape_t const& in() const { return place.in; }
  shape_t const& out() const { return place.out; }

  /// Block k, in the order of the declarations.
  Scalar const* parameter(std::size_t k) const { return parameters + offsets[k]; }
  Scalar const* buffer(std::size_t k) const { return buffers + offsets[place.parameters + k]; }
  /// Gradient of block k, to be added to; null where the caller wants none.
  Scalar* gradient(std::size_t k) const { return gradients ? gradients + offsets[k] : nullptr; }
  /// Buffer k, writable; null where the pass leaves the running statistics alone.
  Scalar* running_buffer(std::size_t k) const { return running ? running + offsets[place.parameters + k] : nullptr; }

  /// The bytes that `saved` asked for: written by forward, read by backward; null in a pass without backward.
  template <class T>
  T* saved() const {
    return static_cast<T*>(kept);
  }

  /// The numbers of one row in this layer and pass: the same again in backward, and for any number of threads.
  random_stream random(index_t row) const {
    return {mode.seed ^ (place.number * 0x9E3779B97F4A7C15u), purpose::dropout, mode.step,
            static_cast<std::uint64_t>(row), mode.lane};
  }
};

/// Defaults of what a layer may leave out; derive from it.
struct layer_defaults {
  static constexpr bool needs_input = true;        ///< backward reads the layer's input
  static constexpr bool needs_output = true;       ///< backward reads the layer's output
  static constexpr bool in_place = false;          ///< y may be x, and dx may be dy
  static constexpr bool head = false;              ///< the input of the last such layer is the network's features
  static constexpr bool batch_statistics = false;  ///< rows of a batch influence each other

  void declare(declaration&, shape_t const&) const {}

  /// Bytes to keep from forward to backward for so many rows of so many-byte scalars.
  index_t saved(shape_t const&, index_t /*rows*/, index_t /*scalar_bytes*/) const { return 0; }
};

/// An activation as data: what a layer may take over from the activation layer that follows it. A layer that can do so
/// has `bool can_fuse(elementwise_function) const` and `L fuse(elementwise_function) const` (see batch_norm); one that
/// is nothing but such a function has `elementwise_function as_function() const`.
struct elementwise_function {
  activation kind = activation::identity;
  double slope = 0;
};

/// A layer is an immutable description without a scalar; forward and backward are templates on it:
///
///   struct scale : tacit::layer_defaults {                        // y = gain x, one gain a feature
///     static constexpr char const* name = "scale";
///     tacit::shape_t output_shape(tacit::shape_t const& in) const { return in; }      // may throw shape_error
///     void declare(tacit::declaration& blocks, tacit::shape_t const& in) const {
///       blocks.weight("gain", in, tacit::initialiser::constant(1));
///     }
///     template <class S> void forward(tacit::layer_pass<S> const& at, S const* x, S* y) const;
///     template <class S> void backward(tacit::layer_pass<S> const& at, S const* x, S const* y, S const* dy, S* dx)
///     const;
///     template <class S> void recompute(tacit::layer_pass<S> const& at, S const* x, S* y) const;    // may be left out
///   };
///
/// x, y and their gradients are dense, rows x elements. backward overwrites dx and adds to at.gradient(k); dx is null
/// where nobody needs it, x and y are null unless the layer says that it needs them. `recompute` gives forward's y
/// again, bit for bit, from x and what forward saved: the output of a layer that has it is not kept for the backward of
/// the layers that read it, but made again when they run. `check_layer` (nn/check_layer.hpp) compares a layer's
/// backward with finite differences.
template <class L>
concept LeafLayer = std::copy_constructible<L> && std::derived_from<L, layer_defaults> &&
    requires(L const& layer, shape_t const& in, layer_pass<double> const& at, double const* x, double* y) {
  { L::name } -> std::convertible_to<char const*>;
  { layer.output_shape(in) } -> std::convertible_to<shape_t>;
  layer.forward(at, x, y);
  layer.backward(at, x, x, x, y);
};

}  // namespace tacit::inline TACIT_ABI
