// A recorded backbone: its passes return stored logits, by view, and collect the gradients that come back. With it the
// trainer's own presets run on the cases of area `method`.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tacit/nn/backbone.hpp"
#include "tacit/ssl/batch_source.hpp"
#include "tacit/tensor/tensor.hpp"

namespace conformance {

/// Which stored logits (or rows of a head) a view stands for, and what came back.
template <class S>
struct recording {
  struct entry {
    tacit::sample_view view;
    std::string name;
    tacit::tensor<S, 2> logits, gradient;
    std::optional<tacit::head_kind> head;
  };
  std::vector<entry> entries;

  void add(tacit::sample_view view, std::string name, tacit::tensor<S, 2> logits,
           std::optional<tacit::head_kind> head = {}) {
    tacit::tensor<S, 2> gradient(logits.extents());
    entries.push_back({view, std::move(name), std::move(logits), std::move(gradient), head});
  }
  entry* find(tacit::sample_view view, std::optional<tacit::head_kind> head = {}) {
    for (auto& e : entries)
      if (e.view == view && e.head == head) return &e;
    return nullptr;
  }
  /// Columns of a head; 0 where none is stored.
  tacit::index_t width(tacit::head_kind head) const {
    for (auto const& e : entries)
      if (e.head == head) return e.logits.extent(1);
    return 0;
  }
};

template <class S>
class recorded_backbone {
 public:
  explicit recorded_backbone(recording<S>& of) : recording_(&of) {}

  tacit::outputs<S> forward(tacit::pass const& p, tacit::slot at) {
    auto& kept = passes_[at.number];
    kept.segments.assign(p.segments.begin(), p.segments.end());
    kept.logits = gathered(p.segments, {}, p.rows, recording_->entries.front().logits.extent(1));
    tacit::outputs<S> out{kept.logits.view()};
    for (std::size_t k = 0; k < tacit::head_kinds; ++k) {
      auto const kind = static_cast<tacit::head_kind>(k);
      kept.heads[k] = gathered(p.segments, kind, p.rows_through(kind), head_width(kind));
      out.heads[k] = kept.heads[k].view();
    }
    return out;
  }

  void backward(tacit::slot at, tacit::output_gradients<S> g, tacit::wanted want) {
    if (!want.parameters) return;
    scatter(passes_[at.number].segments, {}, g.logits);
    for (std::size_t k = 0; k < tacit::head_kinds; ++k)
      if (g.heads[k].data()) scatter(passes_[at.number].segments, static_cast<tacit::head_kind>(k), g.heads[k]);
  }

  /// Recorded rows have no elements: the gradient has none either.
  tacit::matrix_view<S const> input_gradient(tacit::slot at) const {
    return {nullptr, {passes_.at(at.number).logits.extent(0), 0}};
  }
  tacit::index_t head_width(tacit::head_kind k) const { return recording_->width(k); }

  void step(double) {}
  void average_into(recorded_backbone&, double) const {}

 private:
  using head = std::optional<tacit::head_kind>;
  struct kept_pass {
    std::vector<tacit::segment> segments;
    tacit::tensor<S, 2> logits;
    std::array<tacit::tensor<S, 2>, tacit::head_kinds> heads;
  };

  /// The stored rows of all segments that go through the head; zeros for a view of which the case stores none.
  tacit::tensor<S, 2> gathered(std::span<tacit::segment const> segments, head h, tacit::index_t rows,
                               tacit::index_t width) const {
    tacit::tensor<S, 2> all({rows, width});
    tacit::index_t first = 0;
    for (auto const& s : segments) {
      if (h && !s.heads.has(*h)) continue;
      if (auto* e = recording_->find(s.view, h))
        std::copy_n(e->logits.data() + s.from * width, s.rows * width, all.data() + first * width);
      first += s.rows;
    }
    return all;
  }

  void scatter(std::vector<tacit::segment> const& segments, head h, tacit::matrix_view<S const> gradient) const {
    tacit::index_t first = 0;
    for (auto const& s : segments) {
      if (h && !s.heads.has(*h)) continue;
      if (auto* e = recording_->find(s.view, h))
        for (tacit::index_t i = 0; i < s.rows; ++i)
          for (tacit::index_t c = 0; c < e->gradient.extent(1); ++c)
            e->gradient(s.from + i, c) += gradient(first + i, c);
      first += s.rows;
    }
  }

  recording<S>* recording_;
  std::map<int, kept_pass> passes_;
};

/// The rows of one recorded step: the sizes follow from what was stored, and no input is needed.
template <class S>
class recorded_batches final : public tacit::batch_source<S> {
 public:
  std::vector<int> y;
  std::vector<tacit::index_t> pool_rows, labelled_rows;
  tacit::index_t unlabelled_rows = 0;

  bool offers(tacit::sample_view) const override { return true; }
  tacit::index_t rows(tacit::sample_view v) const override {
    return v.stream == tacit::sample_view::stream_t::labelled ? static_cast<tacit::index_t>(y.size()) : unlabelled_rows;
  }
  std::span<tacit::index_t const> sample_shape() const override { return {}; }
  void fill(tacit::context const&, tacit::sample_view, S*) override {}
  std::span<int const> labels() const override { return y; }
  std::span<tacit::index_t const> indices() const override { return pool_rows; }
  std::span<tacit::index_t const> labelled_indices() const override { return labelled_rows; }
};

}  // namespace conformance
