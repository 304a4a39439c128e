// What the tests of networks share: random samples, and passes over them.
#pragma once

#include <cstdint>
#include <vector>

#include "tacit/nn/model.hpp"

/// Standard normal numbers that depend on the seed only.
template <class S>
std::vector<S> normals(tacit::index_t count, std::uint64_t seed) {
  tacit::random_stream random(seed, tacit::purpose::user);
  std::vector<S> x(static_cast<std::size_t>(count));
  for (S& v : x) v = static_cast<S>(random.normal());
  return x;
}

/// Samples with the pass that shows them.
template <class S>
struct batch {
  tacit::shape_t shape;
  std::vector<S> x;
  tacit::pass pass;

  batch(tacit::index_t rows, tacit::shape_t sample_shape, std::uint64_t seed = 1)
      : shape(std::move(sample_shape)), x(normals<S>(rows * tacit::element_count(shape), seed)) {
    pass.rows = rows;
    pass.sample_shape = shape;
    pass.set_input(x.data());
  }
  batch(batch const&) = delete;
  batch& operator=(batch const&) = delete;

  tacit::matrix_view<S const> matrix() const { return {x.data(), {pass.rows, tacit::element_count(shape)}}; }
};

template <class S>
std::vector<S> copy_of(tacit::matrix_view<S const> const& m) {
  return {m.data(), m.data() + m.size()};
}
template <class S>
std::vector<std::remove_const_t<S>> copy_of(std::span<S> s) {
  return {s.begin(), s.end()};
}
