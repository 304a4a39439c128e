// What the cases of whole networks share: parameters set from a case and checked in its layout, and its batches.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "layout.hpp"
#include "runner.hpp"
#include "tacit/nn/any_backbone.hpp"
#include "tacit/ssl/batch_source.hpp"

namespace conformance {

using tacit::index_t;

/// Names of a parameter or statistic in the case and in the network.
struct renamed {
  std::string stored, block;
};

template <class S>
tacit::block const& block_of(tacit::any_backbone<S>& network, std::string const& name) {
  for (auto const& b : network.spans().blocks)
    if (b.name == name) return b;
  throw bad_input("the network has no block '" + name + "'");
}

template <class S>
std::span<S> values_of(tacit::any_backbone<S>& network, std::string const& name, bool gradient = false) {
  auto const& b = block_of(network, name);
  auto const s = network.spans();
  auto const all = b.kind == tacit::role::buffer ? s.buffers : gradient ? s.gradients : s.parameters;
  return all.subspan(static_cast<std::size_t>(b.offset), static_cast<std::size_t>(b.size()));
}

template <class S>
void set(run<S>& r, tacit::any_backbone<S>& network, std::string const& stored, std::string const& block) {
  auto const to = values_of(network, block);
  auto const copy = [&](auto const& from) {
    if (static_cast<std::size_t>(from.size()) != to.size())
      throw bad_input(stored + ": expected " + std::to_string(to.size()) + " values, got " +
                      std::to_string(from.size()));
    std::copy(from.begin(), from.end(), to.begin());
  };
  switch (r.shape(stored).size()) {
    case 4:
      return copy(channels_last(r.template in<4>(stored)));
    case 2:
      return copy(r.template in<2>(stored));
    default:
      return copy(r.template in<1>(stored));
  }
}

/// Checks a block, in the case's layout.
template <class S>
void check_block(run<S>& r, tacit::any_backbone<S>& network, std::string const& stored, std::string const& block,
                 bool gradient = false) {
  auto const& b = block_of(network, block);
  auto const values = values_of(network, block, gradient);
  if (b.shape.size() == 4)
    r.check(stored, channels_first(tacit::tensor_view<S const, 4>(values.data(),
                                                                  {b.shape[0], b.shape[1], b.shape[2], b.shape[3]})));
  else
    r.check(stored, values);
}

/// Batches of a case: row k of an input belongs to step k. Images become channels last.
template <class S>
class stored_batches final : public tacit::batch_source<S> {
 public:
  explicit stored_batches(run<S>& r) : labels_(r.labels("y")), steps_(r.shape("y")[0]) {
    for (auto const& [view, name] :
         std::initializer_list<std::pair<tacit::sample_view, char const*>>{{tacit::labelled, "x_lb"},
                                                                           {tacit::weak, "x_ulb_w"},
                                                                           {tacit::weak2, "x_ulb_w2"},
                                                                           {tacit::strong, "x_ulb_s"}})
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

  void add(run<S>& r, tacit::sample_view view, char const* name) {
    auto const shape = r.shape(name);
    stored_view s{view, shape[1], {}};
    if (shape.size() == 3) {
      auto const x = r.template in<3>(name);
      s.values.assign(x.begin(), x.end());
      shape_ = {shape[2]};
    } else {
      auto const x = r.template in<5>(name);
      shape_ = {shape[3], shape[4], shape[2]};
      for (index_t a = 0; a < shape[0]; ++a)
        for (index_t n = 0; n < shape[1]; ++n)
          for (index_t h = 0; h < shape[3]; ++h)
            for (index_t w = 0; w < shape[4]; ++w)
              for (index_t c = 0; c < shape[2]; ++c) s.values.push_back(x(a, n, c, h, w));
    }
    views_.push_back(std::move(s));
  }

  std::vector<int> labels_;
  index_t steps_, batch_ = 0;
  std::vector<index_t> shape_;
  std::vector<stored_view> views_;
};

}  // namespace conformance
