// The law at ranks 3 and 4: element (i, j, ...) is the same for the library and for us, in every storage order.
#include <catch2/catch.hpp>

#include "law/matrix_models.hpp"

namespace {

using tacit::index_t;

template <class Tensor>
void obeys(Tensor&& t, std::array<index_t, 4> const& extents) {
  auto out = tacit::into(std::forward<Tensor>(t));
  auto const view = out.template view<4>();
  REQUIRE(view.extents() == extents);
  float value = 0;
  for (index_t i = 0; i < extents[0]; ++i)
    for (index_t j = 0; j < extents[1]; ++j)
      for (index_t k = 0; k < extents[2]; ++k)
        for (index_t l = 0; l < extents[3]; ++l) {
          view(i, j, k, l) = ++value;
          REQUIRE(t(i, j, k, l) == value);
        }
  auto const input = tacit::read<4>(std::as_const(t));
  REQUIRE((*input)(extents[0] - 1, extents[1] - 1, extents[2] - 1, extents[3] - 1) == value);
  REQUIRE((*input)(0, 0, 0, 0) == 1);
}

}  // namespace

TEST_CASE("tensor law: rank 4", "[law]") {
  for (std::array<index_t, 4> const& e :
       {std::array<index_t, 4>{2, 3, 4, 5}, {1, 3, 1, 2}, {2, 1, 5, 1}, {1, 1, 1, 1}}) {
    auto const [a, b, c, d] = e;
    std::array<std::size_t, 4> const shape{static_cast<std::size_t>(a), static_cast<std::size_t>(b),
                                           static_cast<std::size_t>(c), static_cast<std::size_t>(d)};
    obeys(tacit::tensor<float, 4>(e).view(), e);

    Eigen::Tensor<float, 4> column_major(a, b, c, d);
    Eigen::Tensor<float, 4, Eigen::RowMajor> row_major(a, b, c, d);
    obeys(column_major, e);
    obeys(row_major, e);
    std::vector<float> memory(static_cast<std::size_t>(a * b * c * d));
    obeys(Eigen::TensorMap<Eigen::Tensor<float, 4>>(memory.data(), a, b, c, d), e);
    obeys(Eigen::TensorMap<Eigen::Tensor<float, 4, Eigen::RowMajor>>(memory.data(), a, b, c, d), e);

    auto static_rank = xt::xtensor<float, 4>::from_shape(shape);
    auto dynamic_rank = xt::xarray<float>::from_shape(shape);
    auto reversed = xt::xtensor<float, 4, xt::layout_type::column_major>::from_shape(shape);
    obeys(static_rank, e);
    obeys(dynamic_rank, e);
    obeys(reversed, e);
    auto wide = xt::xtensor<float, 5>::from_shape({3, shape[0], shape[1], shape[2], shape[3]});
    obeys(xt::view(wide, 1), e);
  }
}

TEST_CASE("tensor law: a rank that is known only at run time is checked", "[law]") {
  auto const t = xt::xarray<float>::from_shape({2, 3, 4});
  REQUIRE(tacit::read<3>(t)->extents() == std::array<index_t, 3>{2, 3, 4});
  REQUIRE_THROWS_MATCHES(tacit::read<2>(t), tacit::shape_error,
                         Catch::Message("view_of: number of dimensions: expected 2, got 3"));
}
