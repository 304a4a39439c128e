// The mean of a term over rows: what turns the formula of one row into a public loss. User's tensors are translated and
// checked here, once; the loops below depend on the scalar, the label type and the formula only.
#pragma once

#include <string>
#include <type_traits>

#include "tacit/tensor/access.hpp"

/// After the parameters of a lambda: what it calls belongs into it. A call of a row's formula would pass views through
/// memory; where they are copied in vectors of what was just written in words, each row waits for the one before.
#define TACIT_DETAIL_FLAT __attribute__((flatten))

namespace tacit::inline TACIT_ABI {
namespace detail {

/// The absent sample weight.
struct unweighted {};

/// What belongs to the samples: their weights, the gradient of these, and the unweighted terms. Each may be absent.
template <class S>
struct weighting {
  vector_view<S const> weight{};
  vector_view<S> gradient{};
  vector_view<S> terms{};
  double divisor = 1;  ///< of the sum over rows; the number of rows unless a loss says otherwise
};

/// sum_i w_i term(i) / divisor, summed in order; 0 for no rows. `term(i, scale)` returns the term of row i and writes
/// the row's gradients times `scale`.
template <class S, class Term>
double mean_over_rows(index_t rows, weighting<S> const& w, Term const& term) {
  double sum = 0;
  for (index_t i = 0; i < rows; ++i) {
    double const weight = w.weight.data() ? static_cast<double>(w.weight[i]) : 1;
    double const value = term(i, weight / w.divisor);
    sum += weight * value;
    if (w.gradient.data()) w.gradient[i] = static_cast<S>(value / w.divisor);
    if (w.terms.data()) w.terms[i] = static_cast<S>(value);
  }
  return rows == 0 ? 0 : sum / w.divisor;
}

template <class Label>
void require_labels(char const* operation, vector_view<Label const> y, index_t rows, index_t classes) {
  require_extent(operation, "labels", rows, y.extent(0));
  for (index_t i = 0; i < rows; ++i)
    if (static_cast<index_t>(y[i]) < 0 || static_cast<index_t>(y[i]) >= classes)
      throw_error<value_error>("{}: label of row {}: expected 0 .. {}, got {}", {operation, i, classes - 1, y[i]});
}

inline void require_positive(char const* operation, char const* what, double value) {
  if (!(value > 0)) throw_error<value_error>("{}: {}: expected a positive number, got {}", {operation, what, value});
}

/// Every element non-negative (NaN is not).
template <class S>
void require_probabilities(char const* operation, matrix_view<S const> q) {
  for (index_t i = 0; i < q.extent(0); ++i)
    for (index_t c = 0; c < q.extent(1); ++c)
      if (!(q(i, c) >= 0))
        throw_error<value_error>("{}: probability in row {}, column {}: expected at least 0, got {}",
                                 {operation, i, c, q(i, c)});
}

/// The view behind an output, of exactly these extents; without data if there is no output.
template <class S, std::size_t Rank, class Out>
tensor_view<S, Rank> result_view(char const* operation, char const* what, Out& out,
                                 std::array<index_t, Rank> const& extents) {
  auto const view = output_view<Rank, S>(out);
  if constexpr (!std::is_same_v<std::remove_cvref_t<Out>, no_output>)
    if (view.extents() != extents) throw_shape(operation, what, extents, view.extents());
  if (!view.data()) return {};  // not wanted: without strides, so that no row of it has an address either
  return view;
}

template <class S, class... T>
constexpr void require_scalar() {
  static_assert((std::is_same_v<S, value_type_of<T>> && ...),
                "tacit: the logits, targets and weights of one loss must have the same scalar type");
}

template <class S, class W>
auto read_weight(W const& weight) {
  if constexpr (std::is_same_v<W, unweighted>) {
    static_cast<void>(weight);
    return vector_view<S const>{};
  } else {
    require_scalar<S, W>();
    return read<1>(weight);
  }
}
template <class S>
vector_view<S const> view_behind(vector_view<S const> v) {
  return v;
}
template <class S, class Reading>
vector_view<S const> view_behind(Reading const& r) {
  return *r;
}

template <class S, class Reading, class GW>
weighting<S> make_weighting(char const* operation, Reading const& weight, GW& gweight, index_t rows) {
  weighting<S> w{view_behind<S>(weight),
                 result_view<S, 1>(operation, "gradient of the weights", gweight, {rows}),
                 {},
                 static_cast<double>(rows)};
  if constexpr (!std::is_same_v<Reading, vector_view<S const>>)
    require_extent(operation, "weights", rows, w.weight.extent(0));
  return w;
}

template <class Row, class S>
double single_rows(Row const& row, matrix_view<S const> z, weighting<S> const& w, matrix_view<S> gz) {
  return mean_over_rows(z.extent(0), w,
                        [&](index_t i, double scale) TACIT_DETAIL_FLAT { return row(z.row(i), gz.row(i), scale); });
}

template <class Row, class S, class Label>
double label_rows(Row const& row, matrix_view<S const> z, vector_view<Label const> y, weighting<S> const& w,
                  matrix_view<S> gz) {
  require_labels(Row::name, y, z.extent(0), z.extent(1));
  return mean_over_rows(z.extent(0), w, [&](index_t i, double scale) TACIT_DETAIL_FLAT {
    return row(z.row(i), static_cast<index_t>(y[i]), gz.row(i), scale);
  });
}

template <class Row, class S>
double pair_rows(Row const& row, matrix_view<S const> z, matrix_view<S const> target, weighting<S> const& w,
                 matrix_view<S> gz, matrix_view<S> gtarget) {
  require_same_shape(Row::name, "target", z, target);
  if constexpr (Row::needs_probabilities) require_probabilities(Row::name, target);
  return mean_over_rows(z.extent(0), w, [&](index_t i, double scale) TACIT_DETAIL_FLAT {
    return row(z.row(i), target.row(i), gz.row(i), gtarget.row(i), scale);
  });
}

/// Loss over rows of one matrix: row(z, gz, scale).
template <class Row, class Z, class W, class GZ, class GW>
double single_loss(Row const& row, Z const& z, W const& weight, GZ& gz, GW& gweight) {
  using S = value_type_of<Z>;
  auto const zr = read<2>(z);
  auto const wr = read_weight<S>(weight);
  return single_rows<Row, S>(row, *zr, make_weighting<S>(Row::name, wr, gweight, zr->extent(0)),
                             result_view<S>(Row::name, "gradient of the logits", gz, zr->extents()));
}

/// Loss over logits and labels: row(z, label, gz, scale).
template <class Row, class Z, class Y, class W, class GZ, class GW>
double label_loss(Row const& row, Z const& z, Y const& y, W const& weight, GZ& gz, GW& gweight) {
  using S = value_type_of<Z>;
  auto const zr = read<2>(z);
  auto const yr = read<1>(y);
  auto const wr = read_weight<S>(weight);
  return label_rows<Row, S, value_type_of<Y>>(row, *zr, *yr, make_weighting<S>(Row::name, wr, gweight, zr->extent(0)),
                                              result_view<S>(Row::name, "gradient of the logits", gz, zr->extents()));
}

/// Loss over two matrices of one shape: row(z, target, gz, gtarget, scale).
template <class Row, class Z, class T, class W, class GZ, class GT, class GW>
double pair_loss(Row const& row, Z const& z, T const& target, W const& weight, GZ& gz, GT& gtarget, GW& gweight) {
  using S = value_type_of<Z>;
  require_scalar<S, T>();
  auto const zr = read<2>(z);
  auto const tr = read<2>(target);
  auto const wr = read_weight<S>(weight);
  return pair_rows<Row, S>(row, *zr, *tr, make_weighting<S>(Row::name, wr, gweight, zr->extent(0)),
                           result_view<S>(Row::name, "gradient of the logits", gz, zr->extents()),
                           result_view<S>(Row::name, "gradient of the target", gtarget, zr->extents()));
}

/// The terms of the rows alone, unweighted.
template <class Row, class Z, class Out>
void single_terms(Row const& row, Z const& z, Out& terms) {
  using S = value_type_of<Z>;
  auto const zr = read<2>(z);
  single_rows<Row, S>(row, *zr, {{}, {}, result_view<S, 1>(Row::name, "terms", terms, {zr->extent(0)})}, {});
}

template <class Row, class Z, class Y, class Out>
void label_terms(Row const& row, Z const& z, Y const& y, Out& terms) {
  using S = value_type_of<Z>;
  auto const zr = read<2>(z);
  auto const yr = read<1>(y);
  label_rows<Row, S, value_type_of<Y>>(row, *zr, *yr,
                                       {{}, {}, result_view<S, 1>(Row::name, "terms", terms, {zr->extent(0)})}, {});
}

template <class Row, class Z, class T, class Out>
void pair_terms(Row const& row, Z const& z, T const& target, Out& terms) {
  using S = value_type_of<Z>;
  require_scalar<S, T>();
  auto const zr = read<2>(z);
  auto const tr = read<2>(target);
  pair_rows<Row, S>(row, *zr, *tr, {{}, {}, result_view<S, 1>(Row::name, "terms", terms, {zr->extent(0)})}, {}, {});
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
