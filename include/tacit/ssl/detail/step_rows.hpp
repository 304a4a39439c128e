// The rows of a step: of the batch's views, and of views that the method made itself.
#pragma once

#include <algorithm>
#include <array>
#include <span>

#include "tacit/ssl/head_values.hpp"  // names of views
#include "tacit/ssl/step_environment.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

template <std::floating_point Scalar>
class step_rows {
 public:
  explicit step_rows(step_environment<Scalar> const& env) : env_(env) {}

  index_t count(sample_view v) const {
    auto const* made = find_made(v);
    return made ? made->rows.extent(0) : env_.batches.rows(unchanged(v));
  }

  /// From now on the view shows these rows.
  void provide(sample_view v, matrix_view<Scalar const> rows) {
    if (made_count_ == made_.size()) throw value_error("step.provide: more than 16 views made in one step");
    made_[made_count_++] = {v, rows};
  }

  void require_offered(sample_view v) const {
    using change_t = sample_view::change_t;
    if (find_made(v) ||
        ((v.change == change_t::none || v.change == change_t::alone) && env_.batches.offers(unchanged(v))))
      return;
    throw_error<value_error>(
        "the method {}: {}",
        {v.change == change_t::none ? "asks for a view that this task does not offer"
                                    : "sends rows through a network that it has not made (step.provide)",
         name_of(v)});
  }

  /// Elements of a sample; 0 where the backbone needs no input.
  index_t columns() const { return env_.batches.sample_shape().empty() ? 0 : elements(); }

  /// The rows of several views, one below the other, dense, in the step's memory.
  matrix_view<Scalar> below_each_other(std::span<sample_view const> views) const {
    index_t n = 0;
    for (sample_view v : views) {
      require_offered(v);
      n += count(v);
    }
    auto const out = env_.memory.take_matrix(n, columns());
    index_t at = 0;
    for (sample_view v : views) {
      auto const part = out.rows(at, count(v));
      if (part.size() > 0) fill({v, at, part.extent(0)}, part.data());
      at += part.extent(0);
    }
    return out;
  }

  /// The same of the segments of a pass, at their places.
  Scalar const* gather(std::span<segment const> segments, index_t rows) const {
    auto* input = env_.memory.template take<Scalar>(rows * elements());
    for (auto const& s : segments) fill(s, input + s.first * elements());
    return input;
  }

 private:
  struct made_rows {
    sample_view view;
    matrix_view<Scalar const> rows;
  };

  made_rows const* find_made(sample_view v) const {
    for (std::size_t i = made_count_; i-- > 0;)
      if (made_[i].view == v) return &made_[i];
    return nullptr;
  }

  index_t elements() const {
    index_t elements = 1;
    for (index_t e : env_.batches.sample_shape()) elements *= e;
    return elements;
  }

  void fill(segment const& s, Scalar* out) const {
    if (auto const* made = find_made(s.view)) {
      auto const rows = made->rows.rows(s.from, s.rows);
      std::copy_n(rows.data(), rows.size(), out);
    } else {
      env_.batches.fill(env_.ctx, unchanged(s.view), out);
    }
  }

  step_environment<Scalar> const& env_;
  std::array<made_rows, 16> made_;
  std::size_t made_count_ = 0;
};

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
