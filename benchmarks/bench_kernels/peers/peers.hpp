// Other libraries on the same work. Each function adds a job where its library was found when this was built.
#pragma once

#include "../data.hpp"
#include "tacit/kernel/conv.hpp"

namespace bench {

/// Row-major product c = a b.
template <class S>
struct product {
  index_t m, n, k;
  array<S> a, b, c;
};
template <class S>
void add_eigen(std::vector<job>& jobs, context const& ctx, product<S> const& p);
template <class S>
void add_openblas(std::vector<job>& jobs, context const& ctx, product<S> const& p);

enum class conv_pass { forward, backward_data, backward_weights };
/// In the memory formats that oneDNN prefers for the shape; conversions are not counted.
void add_onednn(std::vector<job>& jobs, context const& ctx, conv_pass pass, tacit::conv_shape const& shape);

}  // namespace bench
