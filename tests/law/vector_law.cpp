// The law at rank 1: containers of the standard library, vectors of Eigen and xtensor, rows and columns of matrices.
#include <catch2/catch.hpp>

#include "law/matrix_models.hpp"
#include "tacit/tensor/standard.hpp"

namespace {

using tacit::index_t;

/// Writes through `into`, reads back through `read` and through the library's own access `at(i)`.
template <class Tensor, class At>
void obeys(Tensor&& t, index_t size, At at) {
  STATIC_REQUIRE(tacit::MutableTensor<Tensor>);
  STATIC_REQUIRE((tacit::TensorOfRank<Tensor, 1>));
  auto out = tacit::into(std::forward<Tensor>(t));
  auto const view = out.template view<1>();
  REQUIRE(view.size() == size);
  using scalar = tacit::value_type_of<Tensor>;
  for (index_t i = 0; i < size; ++i) view[i] = static_cast<scalar>(i + 1);
  auto const input = tacit::read<1>(std::as_const(t));
  for (index_t i = 0; i < size; ++i) {
    REQUIRE(at(i) == static_cast<scalar>(i + 1));
    REQUIRE((*input)[i] == static_cast<scalar>(i + 1));
    REQUIRE(&(*input)[i] == &view[i]);
  }
}

std::size_t at(index_t i) { return static_cast<std::size_t>(i); }

}  // namespace

TEMPLATE_TEST_CASE("vector law: the standard library", "[law]", float, double, int, std::uint8_t, long long) {
  for (index_t const n : {1, 2, 5}) {
    std::vector<TestType> v(at(n));
    obeys(v, n, [&](index_t i) { return v[at(i)]; });
    obeys(std::span(v), n, [&](index_t i) { return v[at(i)]; });
  }
  std::array<TestType, 5> a{};
  obeys(a, 5, [&](index_t i) { return a[at(i)]; });
  obeys(std::span<TestType, 5>(a), 5, [&](index_t i) { return a[at(i)]; });
}

TEMPLATE_TEST_CASE("vector law: Eigen's vectors are read at rank 1", "[law]", float, int) {
  using matrix = Eigen::Matrix<TestType, Eigen::Dynamic, Eigen::Dynamic>;
  using row_major = Eigen::Matrix<TestType, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  for (index_t const n : {1, 2, 5}) {
    Eigen::Matrix<TestType, Eigen::Dynamic, 1> column(n);
    Eigen::Matrix<TestType, 1, Eigen::Dynamic> row(n);
    Eigen::Array<TestType, Eigen::Dynamic, 1> array(n);
    auto const in = [](auto& v) { return [&v](index_t i) { return v(i); }; };
    obeys(column, n, in(column));
    obeys(row, n, in(row));
    obeys(array, n, in(array));
    obeys(row.transpose(), n, in(row));
    obeys(column.array(), n, in(column));
    obeys(column.head(n), n, in(column));
    obeys(Eigen::Ref<Eigen::Matrix<TestType, Eigen::Dynamic, 1>>(column), n, in(column));

    std::vector<TestType> memory(3 * at(n));
    Eigen::Map<Eigen::Matrix<TestType, Eigen::Dynamic, 1>, 0, Eigen::InnerStride<3>> strided(memory.data(), n);
    obeys(strided, n, in(strided));

    matrix m(n, n);
    row_major r(n, n);
    obeys(m.row(n / 2), n, [&](index_t i) { return m(n / 2, i); });
    obeys(m.col(n / 2), n, [&](index_t i) { return m(i, n / 2); });
    obeys(r.row(n / 2), n, [&](index_t i) { return r(n / 2, i); });
    obeys(r.col(n / 2), n, [&](index_t i) { return r(i, n / 2); });
    obeys(m.diagonal(), n, [&](index_t i) { return m(i, i); });
  }
  Eigen::Matrix<TestType, 4, 1> fixed;
  obeys(fixed, 4, [&](index_t i) { return fixed(i); });
  Eigen::Matrix<TestType, 1, 1> single;
  obeys(single, 1, [&](index_t i) { return single(i); });
}

TEST_CASE("vector law: an Eigen vector stays a matrix of one column or row", "[law]") {
  Eigen::VectorXf column(3);
  Eigen::RowVectorXf row(3);
  column << 1, 2, 3;
  row << 1, 2, 3;
  REQUIRE(tacit::view_of<2>(column).extents() == std::array<index_t, 2>{3, 1});
  REQUIRE(tacit::view_of<2>(row).extents() == std::array<index_t, 2>{1, 3});
  REQUIRE(tacit::view_of<2>(column)(2, 0) == 3);
  REQUIRE(tacit::view_of<2>(row)(0, 2) == 3);
  STATIC_REQUIRE_FALSE(tacit::TensorOfRank<Eigen::MatrixXf, 1>);
}

TEMPLATE_TEST_CASE("vector law: Eigen::Tensor and xtensor", "[law]", float, int) {
  for (index_t const n : {1, 2, 5}) {
    auto const in = [](auto& v) { return [&v](index_t i) { return v(i); }; };
    Eigen::Tensor<TestType, 1> e(n);
    obeys(e, n, in(e));

    auto x = xt::xtensor<TestType, 1>::from_shape({at(n)});
    auto dynamic = xt::xarray<TestType>::from_shape({at(n)});
    obeys(x, n, in(x));
    obeys(dynamic, n, in(dynamic));

    auto m = xt::xtensor<TestType, 2>::from_shape({at(n), at(n)});
    obeys(xt::view(m, n / 2), n, [&](index_t i) { return m(n / 2, i); });
    obeys(xt::view(m, xt::all(), n / 2), n, [&](index_t i) { return m(i, n / 2); });
    obeys(xt::row(m, n / 2), n, [&](index_t i) { return m(n / 2, i); });

    std::vector<TestType> memory(at(n));
    obeys(xt::adapt(memory), n, [&](index_t i) { return memory[at(i)]; });
  }
  xt::xtensor_fixed<TestType, xt::xshape<4>> fixed;
  obeys(fixed, 4, [&](index_t i) { return fixed(i); });
}

TEST_CASE("vector law: the library's own", "[law]") {
  tacit::tensor<float, 1> t({5});
  obeys(t, 5, [&](index_t i) { return t(i); });
  tacit::tensor<float, 2> m({5, 3});
  obeys(m.view().transposed().row(1), 5, [&](index_t i) { return m(i, 1); });
}

TEST_CASE("vector law: labels are any integral model", "[law]") {
  STATIC_REQUIRE(tacit::Labels<std::vector<int>>);
  STATIC_REQUIRE(tacit::Labels<std::array<std::uint8_t, 4>>);
  STATIC_REQUIRE(tacit::Labels<std::span<long const>>);
  STATIC_REQUIRE(tacit::Labels<Eigen::VectorXi>);
  STATIC_REQUIRE(tacit::Labels<Eigen::ArrayXi>);
  STATIC_REQUIRE(tacit::Labels<xt::xtensor<int, 1>>);
  STATIC_REQUIRE(tacit::Labels<xt::xarray<long>>);
  STATIC_REQUIRE(tacit::Labels<law::archetype_labels>);
  STATIC_REQUIRE_FALSE(tacit::Labels<std::vector<float>>);
  STATIC_REQUIRE_FALSE(tacit::MutableTensor<law::archetype_labels>);

  law::archetype_labels const labels({3, 1, 2});
  auto const y = tacit::read<1>(labels);
  REQUIRE(y->size() == 3);
  REQUIRE((*y)[0] == 3);
  REQUIRE((*y)[2] == 2);
}
