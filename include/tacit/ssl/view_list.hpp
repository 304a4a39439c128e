// Views whose rows are taken together, one below the other; and the student's logits of a step, found by view.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "tacit/autodiff/operations.hpp"
#include "tacit/nn/backbone.hpp"
#include "tacit/ssl/head_values.hpp"

namespace tacit::inline TACIT_ABI {

template <std::size_t Count>
struct view_list {
  std::array<sample_view, Count> views;
};

/// `rows_of(labelled, weak)`: both views as one block of rows (the Pi-model's loss runs over all inputs).
template <std::same_as<sample_view>... Views>
constexpr view_list<sizeof...(Views)> rows_of(Views... views) {
  return {{views...}};
}

/// `draws_of<2>(weak)`: weak and weak2, and so on: independent draws of one augmentation.
template <std::size_t Count>
constexpr view_list<Count> draws_of(sample_view v) {
  view_list<Count> list{};
  for (std::size_t k = 0; k < Count; ++k) {
    list.views[k] = v;
    list.views[k].draw = v.draw + static_cast<int>(k);
  }
  return list;
}

/// Each view, mixed.
template <std::size_t Count>
constexpr view_list<Count> mixed(view_list<Count> list) {
  for (sample_view& v : list.views) v = mixed(v);
  return list;
}

/// Views in order of first mention, each once.
class view_set {
 public:
  static constexpr std::size_t capacity = 16;

  constexpr void add(sample_view v) { place(v); }
  /// The view with a head.
  constexpr void add(sample_view v, head_kind k) { heads_[place(v)].add(k); }
  template <std::size_t Count>
  constexpr void add(view_list<Count> const& list) {
    for (sample_view v : list.views) add(v);
  }
  constexpr std::span<sample_view const> all() const { return {views_.data(), count_}; }
  /// Of each view.
  constexpr std::span<head_choice const> heads() const { return {heads_.data(), count_}; }

 private:
  [[gnu::noinline]] constexpr std::size_t place(sample_view v) {
    for (std::size_t i = 0; i < count_; ++i)
      if (views_[i] == v) return i;
    views_[count_] = v;
    return count_++;
  }

  std::array<sample_view, capacity> views_{};
  std::array<head_choice, capacity> heads_{};
  std::size_t count_ = 0;
};

/// The student's logits of this step, and what its heads gave.
template <class Scalar>
struct student_logits {
  std::span<sample_view const> views;
  std::span<variable<Scalar> const> logits;
  head_values<Scalar> const* heads = nullptr;

  /// `z.head(projection, strong)`: of a view and head that the method declared.
  variable<Scalar> head(head_kind k, sample_view v) const {
    if (!heads) throw value_error("student_logits: the driver of this step passes no heads on");
    return heads->at(k, v);
  }

  variable<Scalar> operator()(sample_view v) const {
    std::size_t i = 0;
    while (!(views[i] == v)) ++i;  // the method declared every view that a term reads
    return logits[i];
  }
  template <std::size_t Count>
  variable<Scalar> operator()(view_list<Count> const& list) const {
    if constexpr (Count == 1) {
      return (*this)(list.views[0]);
    } else {
      std::array<variable<Scalar>, Count> parts;
      for (std::size_t i = 0; i < Count; ++i) parts[i] = (*this)(list.views[i]);
      return concatenate(parts);
    }
  }
};

}  // namespace tacit::inline TACIT_ABI
