// The slots of a model, and the small copies between callers' views and dense memory.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "tacit/nn/backbone.hpp"
#include "tacit/nn/detail/execute.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Workspaces by slot number, made when first asked for. A copy is empty: passes belong to the model that ran them.
template <class Workspace>
class slot_table {
 public:
  slot_table() = default;
  slot_table(slot_table const&) {}
  slot_table(slot_table&&) noexcept = default;
  slot_table& operator=(slot_table const&) {
    slots_.clear();
    return *this;
  }
  slot_table& operator=(slot_table&&) noexcept = default;

  Workspace& operator[](slot s) {
    if (s.number < 0) throw_error<value_error>("model: slot numbers must not be negative, got {}", {s.number});
    auto const n = static_cast<std::size_t>(s.number);
    if (n >= slots_.size()) slots_.resize(n + 1);
    return slots_[n];
  }
  Workspace const& operator[](slot s) const {
    auto const n = static_cast<std::size_t>(s.number);
    if (s.number < 0 || n >= slots_.size()) throw_error<value_error>("model: slot {} has not been used", {s.number});
    return slots_[n];
  }

 private:
  std::vector<Workspace> slots_;
};

/// The results in a workspace after a forward. A network that is only a reshape has its logits where its input is.
template <class Scalar>
outputs<Scalar> outputs_of(program<Scalar> const& p, workspace<Scalar>& w) {
  auto const view = [&](std::size_t v) {
    return matrix_view<Scalar const>(w.value(v, nullptr), {w.rows(), p.graph.elements[v]});
  };
  outputs<Scalar> out{view(p.graph.logits)};
  if (p.graph.features != nothing) out.features = view(p.graph.features);
  return out;
}

/// Any strided matrix to dense rows, converting the scalar.
template <class From, class To>
void copy_rows(matrix_view<From> const& from, To* to) {
  index_t const columns = from.extent(1);
  for (index_t r = 0; r < from.extent(0); ++r)
    for (index_t c = 0; c < columns; ++c) to[r * columns + c] = static_cast<To>(from(r, c));
}

/// An upstream gradient to dense memory; zeros where it is absent.
template <class Scalar>
void copy_gradient(matrix_view<Scalar const> const& from, index_t count, Scalar* to) {
  if (from.data())
    copy_rows(from, to);
  else
    std::fill_n(to, count, Scalar{0});
}

template <class Scalar>
void require_gradient(char const* what, matrix_view<Scalar const> const& g, index_t rows, index_t columns) {
  if (!g.data()) return;
  if (g.extent(0) != rows || g.extent(1) != columns)
    throw_shape(what, "shape", std::array<index_t, 2>{rows, columns}, g.extents());
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
