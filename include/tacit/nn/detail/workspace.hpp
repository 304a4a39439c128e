// The memory of one slot, laid out for a number of rows; laid out again only when that number changes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "tacit/nn/detail/lifetime.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

constexpr index_t aligned_bytes(index_t bytes) {
  auto const step = static_cast<index_t>(alignment);
  return (bytes + step - 1) / step * step;
}

/// Gives each piece that is not kept the lowest offset where it overlaps no piece alive at the same time; kept pieces
/// follow one another from `kept_end` on. Returns the bytes that the former need together.
inline index_t place_pieces(layout const& l, index_t row_bytes, std::vector<index_t>& offsets, index_t& kept_end) {
  offsets.assign(l.pieces.size(), 0);
  index_t end = 0;
  for (std::size_t i = 0; i < l.pieces.size(); ++i) {
    piece const& p = l.pieces[i];
    index_t const size = aligned_bytes(p.elements * row_bytes);
    if (p.kept) {
      offsets[i] = kept_end;
      kept_end += size;
      continue;
    }
    index_t at = 0;
    for (std::size_t j = 0; j < i; ++j) {
      piece const& q = l.pieces[j];
      index_t const q_end = offsets[j] + aligned_bytes(q.elements * row_bytes);
      bool const together = !q.kept && p.first <= q.last && q.first <= p.last;
      if (together && at < q_end && offsets[j] < at + size) {
        at = q_end;
        j = static_cast<std::size_t>(-1);  // moved: look at all of them again
      }
    }
    offsets[i] = at;
    end = std::max(end, at + size);
  }
  return end;
}

template <class Scalar>
class workspace {
 public:
  /// Lays the memory out for a pass of so many rows; contents of an earlier pass are lost.
  void prepare(program<Scalar> const& p, index_t rows, bool differentiate) {
    if (rows_ == rows && differentiate_ == differentiate) return;
    rows_ = -1;
    index_t const row_bytes = rows * static_cast<index_t>(sizeof(Scalar));
    layout_ = differentiate ? &p.keeping : &p.lean;
    index_t kept = 0;
    forward_bytes_ = place_pieces(*layout_, row_bytes, values_, kept);
    saved_.assign(p.graph.nodes.size(), -1);
    backward_bytes_ = 0;
    if (differentiate) {
      for (std::size_t i = 0; i < saved_.size(); ++i) {
        auto const& n = p.graph.nodes[i];
        index_t const bytes = n.is_sum() ? 0 : n.layer->saved(n.place.in, rows);
        saved_[i] = bytes == 0 ? -1 : kept;
        kept += aligned_bytes(bytes);
      }
      backward_bytes_ = place_pieces(p.gradients.memory, row_bytes, gradients_, kept);
    }
    if (kept > static_cast<index_t>(kept_.size())) kept_ = buffer<std::byte>(static_cast<std::size_t>(kept));
    kept_bytes_ = kept;
    rows_ = rows;
    differentiate_ = differentiate;
  }

  index_t rows() const { return rows_; }
  bool differentiable() const { return rows_ >= 0 && differentiate_; }
  index_t kept_bytes() const { return kept_bytes_; }
  index_t scratch_bytes() const { return std::max(forward_bytes_, backward_bytes_); }
  bool keeps(std::size_t v) const { return layout_->kept(v); }

  /// Memory of value v; `scratch` is needed only for values that are not kept.
  Scalar* value(std::size_t v, std::byte* scratch) {
    std::byte* base = layout_->kept(v) ? kept_.data() : scratch;
    return reinterpret_cast<Scalar*>(base + values_[layout_->piece_of[v]]);
  }
  Scalar* gradient(gradient_plan const& p, std::size_t id, std::byte* scratch) const {
    return reinterpret_cast<Scalar*>(scratch + gradients_[p.memory.piece_of[id]]);
  }
  void* saved(std::size_t node) { return saved_[node] < 0 ? nullptr : kept_.data() + saved_[node]; }

  void resize_input_gradient(index_t elements) {
    auto const size = static_cast<std::size_t>(rows_ * elements);
    if (input_gradient.size() < size) input_gradient = buffer<Scalar>(size);
    input_gradient_rows = rows_;
  }

  pass_mode mode;                 ///< of the last pass
  buffer<Scalar> input_gradient;  ///< of the last backward that wanted it
  index_t input_gradient_rows = -1;

 private:
  index_t rows_ = -1;
  bool differentiate_ = false;
  layout const* layout_ = nullptr;
  buffer<std::byte> kept_;
  std::vector<index_t> values_, saved_, gradients_;
  index_t kept_bytes_ = 0, forward_bytes_ = 0, backward_bytes_ = 0;
};

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
