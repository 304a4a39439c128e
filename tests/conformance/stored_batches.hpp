// Stored batches as a step's batch source: row k of an input belongs to step k.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "runner.hpp"
#include "tacit/ssl/batch_source.hpp"

namespace conformance {

inline std::vector<std::pair<tacit::sample_view, std::string>> const training_views{
    {tacit::labelled, "x_lb"}, {tacit::weak, "x_ulb_w"}, {tacit::weak2, "x_ulb_w2"}, {tacit::strong, "x_ulb_s"}};

/// Views and the inputs that hold them: steps x rows x features or steps x rows x channels x height x width (images
/// become channels last). Where the labels have one dimension there is one step, and inputs lack the first extent.
template <class S>
class stored_batches final : public tacit::batch_source<S> {
 public:
  using index_t = tacit::index_t;

  explicit stored_batches(run<S>& r,
                          std::vector<std::pair<tacit::sample_view, std::string>> const& views = training_views)
      : labels_(r.labels("y")), one_step_(r.shape("y").size() == 1), steps_(one_step_ ? 1 : r.shape("y")[0]) {
    for (auto const& [view, name] : views)
      if (r.has(name)) add(r, view, name);
    batch_ = static_cast<index_t>(labels_.size()) / steps_;
  }

  index_t steps() const { return steps_; }
  index_t step = 0;

  bool offers(tacit::sample_view v) const override { return find(v) != nullptr; }
  index_t rows(tacit::sample_view v) const override {
    return v.stream == tacit::sample_view::stream_t::labelled ? batch_ : find(tacit::weak)->rows;
  }
  std::span<index_t const> sample_shape() const override { return shape_; }
  void fill(tacit::context const&, tacit::sample_view v, S* out) override {
    auto const& from = *find(v);
    auto const size = from.values.size() / static_cast<std::size_t>(steps_);
    std::copy_n(from.values.begin() + static_cast<std::ptrdiff_t>(size) * step, size, out);
  }
  std::span<int const> labels() const override {
    return std::span(labels_).subspan(static_cast<std::size_t>(step * batch_), static_cast<std::size_t>(batch_));
  }
  std::span<index_t const> indices() const override { return {}; }

 private:
  struct stored_view {
    tacit::sample_view view;
    index_t rows;
    std::vector<S> values;
  };

  stored_view const* find(tacit::sample_view v) const {
    for (auto const& s : views_)
      if (s.view == v) return &s;
    return nullptr;
  }

  void add(run<S>& r, tacit::sample_view view, std::string const& name) {
    auto shape = r.shape(name);
    if (one_step_) shape.insert(shape.begin(), 1);
    stored_view s{view, shape[1], {}};
    if (shape.size() == 3) {
      auto const keep = [&](auto const& x) { s.values.assign(x.begin(), x.end()); };
      one_step_ ? keep(r.template in<2>(name)) : keep(r.template in<3>(name));
      shape_ = {shape[2]};
    } else {
      shape_ = {shape[3], shape[4], shape[2]};
      one_step_ ? keep_images(shape, r.template in<4>(name), s.values)
                : keep_images(shape, r.template in<5>(name), s.values);
    }
    views_.push_back(std::move(s));
  }

  template <class Images>
  static void keep_images(std::vector<index_t> const& shape, Images const& x, std::vector<S>& out) {
    index_t const plane = shape[3] * shape[4], image = shape[2] * plane;
    for (index_t n = 0; n < shape[0] * shape[1]; ++n)
      for (index_t k = 0; k < plane; ++k)
        for (index_t c = 0; c < shape[2]; ++c) out.push_back(x.data()[n * image + c * plane + k]);
  }

  std::vector<int> labels_;
  bool one_step_;
  index_t steps_, batch_ = 0;
  std::vector<index_t> shape_;
  std::vector<stored_view> views_;
};

}  // namespace conformance
