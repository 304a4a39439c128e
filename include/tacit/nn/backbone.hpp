// The backbone concept: whatever turns rows of samples into logits and takes gradients back. Our networks model all of
// it; another framework's network, perhaps on a GPU, models what it can, and methods say which refinements they need.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <span>
#include <type_traits>

#include "tacit/nn/head.hpp"
#include "tacit/tensor/tensor.hpp"
#include "tacit/tensor/view.hpp"

namespace tacit::inline TACIT_ABI {

/// Which samples of a step, seen how: a stream, an augmentation, and which draw of it.
struct sample_view {
  enum class stream_t : std::uint8_t { labelled, unlabelled };
  enum class strength_t : std::uint8_t { none, weak, medium, strong };
  /// What a method did with the rows that the task shows: nothing; a pass of their own beside a joint one; rows mixed
  /// in pairs, moved by a small vector, or turned by quarters.
  enum class change_t : std::uint8_t { none, alone, mixed, perturbed, rotated };
  stream_t stream = stream_t::unlabelled;
  strength_t strength = strength_t::weak;
  int draw = 0;
  change_t change = change_t::none;
  constexpr bool operator==(sample_view const&) const = default;
};

/// `mixed(weak)`: rows that a method makes of a view's own (step::provide), under a name that tells them apart.
constexpr sample_view mixed(sample_view v) {
  v.change = sample_view::change_t::mixed;
  return v;
}
constexpr sample_view perturbed(sample_view v) {
  v.change = sample_view::change_t::perturbed;
  return v;
}
constexpr sample_view rotated(sample_view v) {
  v.change = sample_view::change_t::rotated;
  return v;
}
/// The same rows again, in a second pass of the step.
constexpr sample_view alone(sample_view v) {
  v.change = sample_view::change_t::alone;
  return v;
}
/// What the task itself shows.
constexpr sample_view unchanged(sample_view v) {
  v.change = sample_view::change_t::none;
  return v;
}

/// Names of the common views. `weak2` is a second, independent draw of the weak augmentation.
inline constexpr sample_view labelled{sample_view::stream_t::labelled, sample_view::strength_t::weak, 0};
inline constexpr sample_view labelled2{sample_view::stream_t::labelled, sample_view::strength_t::weak, 1};
inline constexpr sample_view labelled_strong{sample_view::stream_t::labelled, sample_view::strength_t::strong, 0};
inline constexpr sample_view clean{sample_view::stream_t::unlabelled, sample_view::strength_t::none, 0};
inline constexpr sample_view weak{sample_view::stream_t::unlabelled, sample_view::strength_t::weak, 0};
inline constexpr sample_view weak2{sample_view::stream_t::unlabelled, sample_view::strength_t::weak, 1};
inline constexpr sample_view medium{sample_view::stream_t::unlabelled, sample_view::strength_t::medium, 0};
inline constexpr sample_view strong{sample_view::stream_t::unlabelled, sample_view::strength_t::strong, 0};
inline constexpr sample_view strong2{sample_view::stream_t::unlabelled, sample_view::strength_t::strong, 1};

/// Rows first .. first + rows - 1 of a pass show this view, from its row `from` on (0: a pass has whole views), and
/// their features go through these heads.
struct segment {
  sample_view view;
  index_t first = 0, rows = 0, from = 0;
  head_choice heads{};
};

/// One forward pass: its rows, and how batch norm and dropout behave. The struct is valid during the call only.
struct pass {
  enum class normalisation : std::uint8_t { batch_statistics, running_statistics };

  std::span<segment const> segments;
  index_t rows = 0;
  /// Elements of one sample, channels last: {features} or {height, width, channels}.
  std::span<index_t const> sample_shape;

  normalisation normalise = normalisation::batch_statistics;
  bool update_running = true;  ///< whether the pass moves the running statistics
  bool differentiate = true;   ///< whether a backward may follow (false keeps nothing)
  bool dropout = true;         ///< whether dropout and stochastic depth are active

  std::uint64_t seed = 0, step = 0;  ///< keys of the pass's own randomness (dropout), with `lane`
  std::uint32_t lane = 0;            ///< tells apart the passes of one step

  /// How many rows go through this head.
  index_t rows_through(head_kind k) const {
    index_t n = 0;
    for (segment const& s : segments) n += s.heads.has(k) ? s.rows : 0;
    return n;
  }

  /// The rows as a dense rows x elements matrix; the scalar must be the one that the caller set.
  template <std::floating_point Scalar>
  matrix_view<Scalar const> input() const {
    index_t elements = 1;
    for (index_t e : sample_shape) elements *= e;
    if constexpr (std::is_same_v<Scalar, float>)
      return {f32_, {rows, elements}};
    else
      return {f64_, {rows, elements}};
  }
  void set_input(float const* data) { f32_ = data; }
  void set_input(double const* data) { f64_ = data; }

 private:
  float const* f32_ = nullptr;
  double const* f64_ = nullptr;
};

/// Where a pass keeps what its backward needs; several passes of a step are alive at once under different slots.
struct slot {
  int number = 0;
};

/// A matrix a head: its rows are those of the segments that go through it, in their order.
template <std::floating_point Scalar>
using head_matrices = std::array<matrix_view<Scalar const>, head_kinds>;

/// Results of a pass, one row a sample; they stay valid until the slot is used again. Features, heads: views without
/// data if absent.
template <std::floating_point Scalar>
struct outputs {
  matrix_view<Scalar const> logits;
  matrix_view<Scalar const> features{};
  head_matrices<Scalar> heads{};
};

/// Factors of what the logits and each head send down into the features in a backward; -lambda is gradient reversal:
/// the classifier or head follows the gradient, all that lies below goes against it.
struct feature_flow {
  double logits = 1;
  std::array<double, head_kinds> heads{1, 1, 1, 1};
};

/// Upstream gradients of a pass's outputs; a view without data means zero.
template <std::floating_point Scalar>
struct output_gradients {
  matrix_view<Scalar const> logits;
  matrix_view<Scalar const> features{};
  head_matrices<Scalar> heads{};
  feature_flow down{};
};

/// What a backward must compute. Parameter gradients add up until the next step(); the input gradient is per slot.
struct wanted {
  bool parameters = true;
  bool input = false;
};

namespace detail {
template <class B>
using backbone_outputs = std::remove_cvref_t<decltype(std::declval<B&>().forward(std::declval<pass const&>(), slot{}))>;
template <class T>
struct outputs_scalar {
  using type = void;
};
template <class Scalar>
struct outputs_scalar<outputs<Scalar>> {
  using type = Scalar;
};
}  // namespace detail

template <class B>
concept HasForward = requires(B& b, pass const& p, slot s) {
  b.forward(p, s);
}
&&!std::is_void_v<typename detail::outputs_scalar<detail::backbone_outputs<B>>::type>;

/// float or double: the scalar of a backbone's outputs.
template <HasForward B>
using backbone_scalar = typename detail::outputs_scalar<detail::backbone_outputs<B>>::type;

template <class B>
concept HasBackward = HasForward<B> && requires(B& b, slot s, output_gradients<backbone_scalar<B>> g, wanted w) {
  b.backward(s, g, w);
};

/// `step(rate)` applies the gradients that backward added up, with the backbone's own update rule, and clears them.
template <class B>
concept HasStep = requires(B& b, double rate) {
  b.step(rate);
};

/// `average_into(average, decay)`: average <- decay average + (1 - decay) *this.
template <class B>
concept HasAverageInto = requires(B const& b, B& average, double decay) {
  b.average_into(average, decay);
};

template <class B>
concept Backbone = std::copy_constructible<B> && HasForward<B> && HasBackward<B> && HasStep<B> && HasAverageInto<B>;

/// Refinements: what some methods or features need beyond the concept.
template <class B>
concept HasFeatures = Backbone<B> && requires(B const& b) {
  { b.feature_count() } -> std::convertible_to<index_t>;
};
/// `head_width(kind)`: columns of the head's matrix, 0 without one; then forward fills `heads` and backward reads it.
template <class B>
concept HasHeads = Backbone<B> && requires(B const& b, head_kind k) {
  { b.head_width(k) } -> std::convertible_to<index_t>;
};
/// `attach(heads)` gives the backbone the heads that it lacks, with new parameters; the others stay as they are.
template <class B>
concept CanAttachHeads = HasHeads<B> && requires(B& b, head_set const& heads) {
  b.attach(heads);
};
/// backward heeds `output_gradients::down`.
template <class B>
concept HasReversal = HasFeatures<B> && requires {
  requires B::reverses_gradients;
};
template <class B>
concept HasInputGradient = Backbone<B> && requires(B const& b, slot s) {
  { b.input_gradient(s) } -> std::convertible_to<matrix_view<backbone_scalar<B> const>>;
};
/// Rows of a batch influence each other. A backbone whose attached heads may decide that also has the member function
/// `has_batch_statistics()`; any_backbone asks it.
template <class B>
concept HasBatchStatistics = Backbone<B> && requires {
  requires B::batch_statistics;
};
template <class B>
concept HasInitialise = Backbone<B> && requires(B& b, std::uint64_t seed) {
  b.initialise(seed);
};
/// `infer(rows)`: logits (rows x classes) of any number of rows, dense, in inference mode; nothing is kept.
template <class B>
concept HasInfer = Backbone<B> && requires(B const& b, matrix_view<backbone_scalar<B> const> rows) {
  { b.infer(rows) } -> std::same_as<tensor<backbone_scalar<B>, 2>>;
};
template <class B>
concept HasSnapshot = Backbone<B> && requires(B& b) {
  b.restore(b.snapshot());
};

/// Parameters, gradients and buffers as flat spans in host memory, with a block table (nn/parameters.hpp).
template <class B>
concept HasHostSpans = Backbone<B> && requires(B& b) {
  { b.parameters() } -> std::convertible_to<std::span<backbone_scalar<B>>>;
  { b.gradients() } -> std::convertible_to<std::span<backbone_scalar<B>>>;
  { b.buffers() } -> std::convertible_to<std::span<backbone_scalar<B>>>;
  b.blocks();
};

}  // namespace tacit::inline TACIT_ABI
