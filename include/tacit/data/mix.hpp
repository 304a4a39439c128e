// Mixing pairs of samples and their targets: mixup (Zhang et al. 2018) and cutmix (Yun et al. 2019).
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include "tacit/data/image/cutout.hpp"
#include "tacit/tensor/access.hpp"
#include "tacit/tensor/standard.hpp"

namespace tacit::inline TACIT_ABI {

/// Which row each row is mixed with: a permutation of the rows, as any tensor of integers.
template <class T>
concept RowIndices = Labels<T>;

namespace detail {

inline void require_share(char const* operation, double lambda) {
  if (!(lambda >= 0 && lambda <= 1))
    throw_error<value_error>("{}: lambda: expected 0 to 1, got {}", {operation, lambda});
}

template <RowIndices P>
void require_partners(char const* operation, index_t rows, P const& partners) {
  require_extent(operation, "partners", rows, partners.extent(0));
  for (index_t i = 0; i < rows; ++i)
    if (partners[i] < 0 || static_cast<index_t>(partners[i]) >= rows)
      throw_error<value_error>("{}: partner of row {}: expected 0 to {}, got {}",
                               {operation, i, rows - 1, partners[i]});
}

/// out = a x + b y, elementwise.
template <class S>
void mix_elements(tensor_view<S const, 1> x, tensor_view<S const, 1> y, S a, S b, tensor_view<S, 1> out) {
  for (index_t i = 0; i < x.extent(0); ++i) out[i] = a * x[i] + b * y[i];
}
template <class S, std::size_t Rank>
void mix_elements(tensor_view<S const, Rank> x, tensor_view<S const, Rank> y, S a, S b, tensor_view<S, Rank> out) {
  for (index_t i = 0; i < x.extent(0); ++i) mix_elements(x.row(i), y.row(i), a, b, out.row(i));
}

template <class S, std::size_t Rank>
void require_other_memory(char const* operation, tensor_view<S const, Rank> x, tensor_view<S, Rank> out) {
  if (x.data() == out.data() && !x.empty())
    throw_error<value_error>("{}: the output must not be the input", {operation});
}

/// Row i becomes share_of(i) x_i + (1 - share_of(i)) x_partner(i).
template <class X, class P, class ShareOf, class Out>
void mixup_rows(X const& x, P const& partners, ShareOf const& share_of, Out& out) {
  constexpr std::size_t rank = traits_of<X>::rank;
  using S = value_type_of<X>;
  auto const from = read<rank>(x);
  auto const partner = read<1>(partners);
  auto const to = output_view<rank, S>(out);
  require_same_shape("mixup", "output", *from, to);
  require_other_memory("mixup", *from, to);
  require_partners("mixup", from->extent(0), *partner);
  auto const row = [](auto const& v, index_t i) { return v.rows(i, 1); };
  for (index_t i = 0; i < from->extent(0); ++i) {
    double const share = share_of(i);
    require_share("mixup", share);
    mix_elements<S>(row(*from, i), row(*from, static_cast<index_t>((*partner)[i])), static_cast<S>(share),
                    static_cast<S>(1 - share), row(to, i));
  }
}

}  // namespace detail

/// Row i becomes lambda x_i + (1 - lambda) x_partner(i): inputs of any rank, and targets alike.
/// `mixup(x, partners, lambda, into(mixed_x)); mixup(y, partners, lambda, into(mixed_y));`
template <FloatingTensor X, RowIndices P, Output Out>
requires HasStaticRank<X>
void mixup(X const& x, P const& partners, double lambda, Out&& out) {
  detail::mixup_rows(
      x, partners, [&](index_t) { return lambda; }, out);
}

/// The same with a lambda of its own for each row.
template <FloatingTensor X, RowIndices P, FloatingTensor Lambda, Output Out>
requires HasStaticRank<X>
void mixup(X const& x, P const& partners, Lambda const& lambda, Out&& out) {
  auto const own = read<1>(lambda);
  detail::require_extent("mixup", "lambdas", read<1>(partners)->extent(0), own->extent(0));
  detail::mixup_rows(
      x, partners, [&](index_t i) { return static_cast<double>((*own)[i]); }, out);
}

/// The box of cutmix: a square of area 1 - lambda about a centre, clipped at the borders. Its side is
/// trunc(height sqrt(1 - lambda)), halved downwards on each side of the centre.
inline image::box cutmix_box(index_t height, index_t width, double lambda, index_t centre_row, index_t centre_column) {
  detail::require_share("cutmix_box", lambda);
  auto const half = static_cast<index_t>(static_cast<double>(height) * std::sqrt(1 - lambda)) / 2;
  return {std::max<index_t>(centre_row - half, 0), std::max<index_t>(centre_column - half, 0),
          std::min(centre_row + half, height), std::min(centre_column + half, width)};
}

/// The share of an image that is left outside the box: what mixes the targets, `mixup(y, partners, share, into(my))`.
inline double cutmix_share(image::box const& where, index_t height, index_t width) {
  return 1 - static_cast<double>(where.area()) / static_cast<double>(height * width);
}

/// Images, samples x height x width x channels (any strides): inside the box image i shows its partner.
template <FloatingTensor X, RowIndices P, Output Out>
requires TensorOfRank<X, 4>
void cutmix(X const& x, P const& partners, image::box where, Out&& out) {
  using S = value_type_of<X>;
  auto const from = read<4>(x);
  auto const partner = read<1>(partners);
  auto const to = detail::output_view<4, S>(out);
  detail::require_same_shape("cutmix", "output", *from, to);
  detail::require_other_memory("cutmix", *from, to);
  detail::require_partners("cutmix", from->extent(0), *partner);
  for (index_t i = 0; i < from->extent(0); ++i)
    for (index_t r = 0; r < from->extent(1); ++r)
      for (index_t c = 0; c < from->extent(2); ++c) {
        bool const inside = r >= where.top && r < where.bottom && c >= where.left && c < where.right;
        index_t const source = inside ? static_cast<index_t>((*partner)[i]) : i;
        for (index_t k = 0; k < from->extent(3); ++k) to(i, r, c, k) = (*from)(source, r, c, k);
      }
}

}  // namespace tacit::inline TACIT_ABI
