// A recorded backbone: its passes return stored logits, by view, and collect the gradients that come back. With it the
// trainer's own presets run on the cases of area `method`.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tacit/nn/backbone.hpp"
#include "tacit/ssl/batch_source.hpp"
#include "tacit/tensor/tensor.hpp"

namespace conformance {

/// Which stored logits a view stands for, and what came back.
template <class S>
struct recording {
  struct entry {
    tacit::sample_view view;
    std::string name;
    tacit::tensor<S, 2> logits, gradient;
  };
  std::vector<entry> entries;

  void add(tacit::sample_view view, std::string name, tacit::tensor<S, 2> logits) {
    tacit::tensor<S, 2> gradient(logits.extents());
    entries.push_back({view, std::move(name), std::move(logits), std::move(gradient)});
  }
  entry* find(tacit::sample_view view) {
    for (auto& e : entries)
      if (e.view == view) return &e;
    return nullptr;
  }
};

template <class S>
class recorded_backbone {
 public:
  explicit recorded_backbone(recording<S>& of) : recording_(&of) {}

  tacit::outputs<S> forward(tacit::pass const& p, tacit::slot at) {
    auto& kept = passes_[at.number];
    kept.segments.assign(p.segments.begin(), p.segments.end());
    tacit::index_t const classes = recording_->entries.front().logits.extent(1);
    kept.logits = tacit::tensor<S, 2>({p.rows, classes});
    for (auto const& s : kept.segments) {
      auto const& stored = recording_->find(s.view)->logits;
      std::copy_n(stored.data() + s.from * classes, s.rows * classes, kept.logits.data() + s.first * classes);
    }
    return {kept.logits.view()};
  }

  void backward(tacit::slot at, tacit::output_gradients<S> g, tacit::wanted want) {
    if (!want.parameters) return;
    for (auto const& s : passes_[at.number].segments) {
      auto& to = recording_->find(s.view)->gradient;
      for (tacit::index_t i = 0; i < s.rows; ++i)
        for (tacit::index_t c = 0; c < to.extent(1); ++c) to(s.from + i, c) += g.logits(s.first + i, c);
    }
  }

  /// Recorded rows have no elements: the gradient has none either.
  tacit::matrix_view<S const> input_gradient(tacit::slot at) const {
    return {nullptr, {passes_.at(at.number).logits.extent(0), 0}};
  }

  void step(double) {}
  void average_into(recorded_backbone&, double) const {}

 private:
  struct kept_pass {
    std::vector<tacit::segment> segments;
    tacit::tensor<S, 2> logits;
  };
  recording<S>* recording_;
  std::map<int, kept_pass> passes_;
};

/// The rows of one recorded step: the sizes follow from what was stored, and no input is needed.
template <class S>
class recorded_batches final : public tacit::batch_source<S> {
 public:
  std::vector<int> y;
  std::vector<tacit::index_t> pool_rows;
  tacit::index_t unlabelled_rows = 0;

  bool offers(tacit::sample_view) const override { return true; }
  tacit::index_t rows(tacit::sample_view v) const override {
    return v.stream == tacit::sample_view::stream_t::labelled ? static_cast<tacit::index_t>(y.size()) : unlabelled_rows;
  }
  std::span<tacit::index_t const> sample_shape() const override { return {}; }
  void fill(tacit::context const&, tacit::sample_view, S*) override {}
  std::span<int const> labels() const override { return y; }
  std::span<tacit::index_t const> indices() const override { return pool_rows; }
};

}  // namespace conformance
