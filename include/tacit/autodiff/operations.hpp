// What can be done with values on a tape besides losses: stopping gradients, softmax, rows of several views, sums.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "tacit/autodiff/tape.hpp"
#include "tacit/loss/softmax.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// The same value, through which no gradient passes.
template <class Scalar>
variable<Scalar> stop_gradient(variable<Scalar> v) {
  return v.owner().constant(v.value());
}

/// Row-wise softmax of logits; called by `softmax(v)`.
template <class Scalar>
variable<Scalar> record_softmax(variable<Scalar> z) {
  auto& t = z.owner();
  auto const p = t.take_matrix(z.rows(), z.columns());
  softmax(z.value(), into(p));
  if (!z.differentiable()) return t.constant(p);
  auto const out = t.differentiable(p);
  t.record([z, out](tape<Scalar>& sweep) {
    if (!sweep.reached(out)) return;
    auto const q = out.value();
    auto const dp = sweep.gradient(out), dz = sweep.gradient(z);
    for (index_t i = 0; i < q.extent(0); ++i) {
      Scalar inner = 0;
      for (index_t c = 0; c < q.extent(1); ++c) inner += q(i, c) * dp(i, c);
      for (index_t c = 0; c < q.extent(1); ++c) dz(i, c) += q(i, c) * (dp(i, c) - inner);
    }
  });
  return out;
}

/// Row-wise log-softmax; called by `log_softmax(v)`.
template <class Scalar>
variable<Scalar> record_log_softmax(variable<Scalar> z) {
  auto& t = z.owner();
  auto const logp = t.take_matrix(z.rows(), z.columns());
  log_softmax(z.value(), into(logp));
  if (!z.differentiable()) return t.constant(logp);
  auto const out = t.differentiable(logp);
  t.record([z, out](tape<Scalar>& sweep) {
    if (!sweep.reached(out)) return;
    auto const q = out.value();
    auto const dlogp = sweep.gradient(out), dz = sweep.gradient(z);
    for (index_t i = 0; i < q.extent(0); ++i) {
      Scalar total = 0;
      for (index_t c = 0; c < q.extent(1); ++c) total += dlogp(i, c);
      for (index_t c = 0; c < q.extent(1); ++c) dz(i, c) += dlogp(i, c) - std::exp(q(i, c)) * total;
    }
  });
  return out;
}

/// The rows of several variables of equal width, at least one, one below the other. The list must live until clear().
template <class Scalar>
variable<Scalar> concatenate(std::span<variable<Scalar> const> parts) {
  auto& t = parts[0].owner();
  index_t rows = 0;
  bool differentiable = false;
  for (auto const& part : parts) {
    detail::require_extent("concatenate", "columns", parts[0].columns(), part.columns());
    rows += part.rows();
    differentiable = differentiable || part.differentiable();
  }
  auto const all = t.take_matrix(rows, parts[0].columns());
  index_t at = 0;
  for (auto const& part : parts) {
    auto const value = part.value();
    for (index_t i = 0; i < value.extent(0); ++i, ++at)
      for (index_t c = 0; c < value.extent(1); ++c) all(at, c) = value(i, c);
  }
  if (!differentiable) return t.constant(all);
  auto const out = t.differentiable(all);
  t.record([parts, out](tape<Scalar>& sweep) {
    if (!sweep.reached(out)) return;
    auto const upstream = sweep.gradient(out);
    index_t first = 0;
    for (auto const& part : parts) {
      if (part.differentiable()) {
        auto const g = sweep.gradient(part);
        for (index_t i = 0; i < g.extent(0); ++i)
          for (index_t c = 0; c < g.extent(1); ++c) g(i, c) += upstream(first + i, c);
      }
      first += part.rows();
    }
  });
  return out;
}

template <class Scalar, std::size_t Count>
variable<Scalar> concatenate(std::array<variable<Scalar>, Count> const& parts) {
  static_assert(Count > 0);
  auto* const kept = parts[0].owner().template take<variable<Scalar>>(static_cast<index_t>(Count));
  std::copy(parts.begin(), parts.end(), kept);
  return concatenate(std::span<variable<Scalar> const>(kept, Count));
}

/// Every row plus factor * row.
template <class Scalar>
variable<Scalar> add_to_rows(variable<Scalar> v, double factor, std::span<double const> row) {
  detail::require_extent("add_to_rows", "columns", v.columns(), static_cast<index_t>(row.size()));
  auto& t = v.owner();
  auto const value = v.value();
  auto const moved = t.take_matrix(v.rows(), v.columns());
  for (index_t i = 0; i < value.extent(0); ++i)
    for (index_t c = 0; c < value.extent(1); ++c)
      moved(i, c) = static_cast<Scalar>(static_cast<double>(value(i, c)) + factor * row[static_cast<std::size_t>(c)]);
  if (!v.differentiable()) return t.constant(moved);
  auto const out = t.differentiable(moved);
  t.record([v, out](tape<Scalar>& sweep) {
    if (!sweep.reached(out)) return;
    auto const from = sweep.gradient(out), to = sweep.gradient(v);
    for (index_t k = 0; k < from.size(); ++k) to.data()[k] += from.data()[k];
  });
  return out;
}

/// Losses add up and are weighted. A weight of exactly 0 sends no gradient back: the term's pass is not even visited.
template <class Scalar>
scalar<Scalar> operator+(scalar<Scalar> a, scalar<Scalar> b) {
  auto& t = a.owner();
  auto const sum = t.constant(a.value() + b.value());
  t.record([a, b, sum](tape<Scalar>& sweep) {
    sweep.add_upstream(a, sweep.upstream(sum));
    sweep.add_upstream(b, sweep.upstream(sum));
  });
  return sum;
}

template <class Scalar>
scalar<Scalar> operator*(double factor, scalar<Scalar> a) {
  auto& t = a.owner();
  auto const product = t.constant(factor == 0.0 ? 0.0 : factor * a.value());
  t.record([a, factor, product](tape<Scalar>& sweep) { sweep.add_upstream(a, factor * sweep.upstream(product)); });
  return product;
}

template <class Scalar>
scalar<Scalar> operator*(scalar<Scalar> a, double factor) {
  return factor * a;
}
template <class Scalar>
scalar<Scalar> operator-(scalar<Scalar> a, scalar<Scalar> b) {
  return a + -1.0 * b;
}

}  // namespace tacit::inline TACIT_ABI
