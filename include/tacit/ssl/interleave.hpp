// Interleaving of batches, so that the one whose pass moves batch norm's running statistics holds samples of all
// (MixMatch).
#pragma once

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "tacit/autodiff/operations.hpp"
#include "tacit/ssl/passes.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// Where part g begins in a batch that is cut into `groups` near equal parts, the longer ones last.
constexpr index_t part_begin(index_t batch, index_t groups, index_t g) {
  return g * (batch / groups) + std::max<index_t>(0, g - (groups - batch % groups));
}
}  // namespace detail

/// `groups` batches of `batch` rows lie one below the other; out[i] = in[index[i]] interleaves them: every batch is cut
/// into `groups` near equal parts (the longer ones last), and part g of batch 0 changes places with part g of batch g.
/// Applied twice it restores the order.
inline std::vector<index_t> interleave_index(index_t batch, index_t groups) {
  if (batch < 0 || groups < 1)
    detail::throw_error<value_error>("interleave_index: expected batch >= 0 and groups >= 1, got {} and {}",
                                     {batch, groups});
  std::vector<index_t> index(static_cast<std::size_t>(batch * groups));
  for (std::size_t i = 0; i < index.size(); ++i) index[i] = static_cast<index_t>(i);
  for (index_t g = 1; g < groups; ++g)
    for (index_t i = detail::part_begin(batch, groups, g); i < detail::part_begin(batch, groups, g + 1); ++i)
      std::swap(index[static_cast<std::size_t>(i)], index[static_cast<std::size_t>(g * batch + i)]);
  return index;
}

/// Mixed views are cut into batches of one size and interleaved; each batch has a pass of its own, and one of them
/// moves the running statistics: the first (MixMatch) or the last (ReMixMatch). The size is that of the labelled view
/// where the others are multiples of it, else the largest that divides all. The logits come back in the views' own
/// order. Views that are not mixed have passes of their own, without update; they alone may go through heads.
template <bool LastMoves>
struct interleaved_t : detail::passes_policy<interleaved_t<LastMoves>> {
  static constexpr char const* called = "interleaved";
  template <class V>
  constexpr void parts(V&& v) const {
    if (LastMoves) v("last moves the statistics");
  }
  template <class Step, class Variable>
  void forward(Step& s, std::span<sample_view const> views, std::span<Variable> out,
               std::span<head_choice const> heads = {}) const {
    index_t batch = 0, groups = 0;
    for (sample_view v : views)
      if (is_mixed(v)) batch = std::gcd(batch, s.rows(v));
    for (sample_view v : views)
      if (is_mixed(v) && batch > 0) groups += s.rows(v) / batch;
    auto& memory = s.memory();
    segment* const origin = memory.template take<segment>(groups);  // where each batch comes from
    index_t g = 0;
    for (sample_view v : views)
      for (index_t from = 0; is_mixed(v) && from < s.rows(v); from += batch) origin[g++] = {v, 0, batch, from};

    segment* const parts = memory.template take<segment>(4 * groups);
    auto* const logits = memory.template take<Variable>(4 * groups);
    index_t count = 0;
    for (index_t p = 0; p < groups; ++p) {
      index_t const begin = count;
      index_t row = 0;
      auto const add = [&](index_t of, index_t first, index_t last) {
        if (first == last) return;
        parts[count++] = {origin[of].view, row, last - first, origin[of].from + first};
        row += last - first;
      };
      auto const cut = [&](index_t k) { return detail::part_begin(batch, groups, k); };
      if (p == 0) {
        for (index_t k = 0; k < groups; ++k) add(k, cut(k), cut(k + 1));
      } else {
        add(p, 0, cut(p));
        add(0, cut(p), cut(p + 1));
        add(p, cut(p + 1), batch);
      }
      auto const rows = static_cast<std::size_t>(count - begin);
      s.forward_parts({parts + begin, rows}, p == (LastMoves ? groups - 1 : 0), {logits + begin, rows});
    }
    for (std::size_t i = 0; i < views.size(); ++i)
      if (is_mixed(views[i]))
        out[i] = restore(s, views[i], {parts, static_cast<std::size_t>(count)}, logits);
      else
        alone(s, views[i], heads.empty() ? head_choice{} : heads[i], out.subspan(i, 1));
  }

 private:
  static bool is_mixed(sample_view v) { return v.change == sample_view::change_t::mixed; }

  template <class Step, class Variable>
  static void alone(Step& s, sample_view v, head_choice heads, std::span<Variable> out) {
    segment* const whole = s.memory().template take<segment>(1);
    *whole = {v, 0, s.rows(v), 0, heads};
    s.forward_parts({whole, 1}, false, out);
  }

  /// The parts of a view in the order of its rows.
  template <class Step, class Variable>
  static Variable restore(Step& s, sample_view v, std::span<segment const> parts, Variable const* logits) {
    auto* const ordered = s.memory().template take<Variable>(static_cast<index_t>(parts.size()));
    std::size_t count = 0;
    for (index_t at = 0; at < s.rows(v);)
      for (std::size_t k = 0; k < parts.size(); ++k)
        if (parts[k].view == v && parts[k].from == at) {
          ordered[count++] = logits[k];
          at += parts[k].rows;
        }
    if (count == 0) alone(s, v, {}, std::span<Variable>(ordered, 1));  // no rows at all
    return concatenate(std::span<Variable const>(ordered, std::max<std::size_t>(count, 1)));
  }
};
inline constexpr interleaved_t<false> interleaved{};
inline constexpr interleaved_t<true> interleaved_last{};

}  // namespace tacit::inline TACIT_ABI
