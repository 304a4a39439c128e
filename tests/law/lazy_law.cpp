// Expressions without an address are evaluated once, where they enter, and live as long as the reading; read-only
// models.
#include <catch2/catch.hpp>

#include "law/matrix_models.hpp"
#include "tacit/tensor/standard.hpp"

namespace {

using tacit::index_t;

template <class Lazy, class Expected>
void evaluates(Lazy const& lazy, Expected const& expected) {
  STATIC_REQUIRE(tacit::LazyTensor<Lazy>);
  STATIC_REQUIRE(tacit::Readable<Lazy>);
  STATIC_REQUIRE_FALSE(tacit::Tensor<Lazy>);
  auto const z = tacit::read<2>(lazy);
  REQUIRE(z->extent(0) == 3);
  REQUIRE(z->extent(1) == 3);
  for (index_t i = 0; i < 3; ++i)
    for (index_t j = 0; j < 3; ++j) REQUIRE((*z)(i, j) == Approx(expected(i, j)));
}

template <class T, class Expected>
void reads_only(T const& t, Expected const& expected) {
  STATIC_REQUIRE(tacit::Tensor<T>);
  STATIC_REQUIRE_FALSE(tacit::MutableTensor<T const&>);
  auto const z = tacit::read<2>(t);
  for (index_t i = 0; i < 3; ++i)
    for (index_t j = 0; j < 3; ++j) REQUIRE((*z)(i, j) == expected(i, j));
}

}  // namespace

TEMPLATE_TEST_CASE("lazy law: Eigen's expressions", "[law]", Eigen::MatrixXd, law::row_major_matrix) {
  TestType const m = TestType::Random(3, 3), n = TestType::Random(3, 3);
  evaluates(m + n, [&](index_t i, index_t j) { return m(i, j) + n(i, j); });
  evaluates(m * n, [&](index_t i, index_t j) { return m.row(i).dot(n.col(j)); });
  evaluates(2 * m.transpose(), [&](index_t i, index_t j) { return 2 * m(j, i); });
  evaluates(m.array().exp() * n.array(), [&](index_t i, index_t j) { return std::exp(m(i, j)) * n(i, j); });
  evaluates(m.rowwise().reverse(), [&](index_t i, index_t j) { return m(i, 2 - j); });
  evaluates(TestType::Identity(3, 3), [](index_t i, index_t j) { return i == j ? 1 : 0; });
  evaluates((m.array() > n.array()).template cast<int>(), [&](index_t i, index_t j) { return m(i, j) > n(i, j); });

  auto const sums = tacit::read<1>(m.rowwise().sum());
  REQUIRE(sums->size() == 3);
  REQUIRE((*sums)[1] == Approx(m.row(1).sum()));
}

TEST_CASE("lazy law: Eigen's tensor expressions", "[law]") {
  Eigen::Tensor<float, 2> t(3, 3);
  t.setRandom();
  evaluates(t + t, [&](index_t i, index_t j) { return 2 * t(i, j); });
  evaluates(t.exp(), [&](index_t i, index_t j) { return std::exp(t(i, j)); });
  Eigen::Tensor<float, 2, Eigen::RowMajor> const r = t.swap_layout().shuffle(Eigen::array<int, 2>{1, 0});
  evaluates(r * 2.0f, [&](index_t i, index_t j) { return 2 * t(i, j); });
}

TEST_CASE("lazy law: xtensor's functions, and views without strides", "[law]") {
  xt::xtensor<float, 2> const x{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
  xt::xarray<float> const a = x;
  evaluates(x + x, [&](index_t i, index_t j) { return 2 * x(i, j); });
  evaluates(a * 2.0f, [&](index_t i, index_t j) { return 2 * x(i, j); });
  evaluates(xt::exp(x), [&](index_t i, index_t j) { return std::exp(x(i, j)); });
  evaluates(xt::view(x, xt::keep(2, 0, 1), xt::all()), [&](index_t i, index_t j) { return x((i + 2) % 3, j); });
  evaluates(xt::view(x + 1.0f, xt::all(), xt::range(0, 3)), [&](index_t i, index_t j) { return x(i, j) + 1; });

  auto const columns = xt::eval(xt::cast<int>(xt::view(x, xt::all(), 1)));
  REQUIRE((*tacit::read<1>(columns))[2] == 8);
}

TEST_CASE("lazy law: the archetype is evaluated once and kept", "[law]") {
  law::archetype_expression const expression(4);
  STATIC_REQUIRE(tacit::LazyTensor<law::archetype_expression>);
  STATIC_REQUIRE_FALSE(tacit::LazyTensor<std::vector<float>>);
  auto const v = tacit::read<1>(expression);
  REQUIRE(v->size() == 4);
  REQUIRE((*v)[3] == 0.5f);
}

TEST_CASE("lazy law: read-only models are read in place and never written", "[law]") {
  Eigen::MatrixXf const m = Eigen::MatrixXf::Random(3, 3);
  reads_only(m, m);
  reads_only(m.topRows(3), m);
  reads_only(m.transpose().transpose(), m);
  reads_only(Eigen::Ref<Eigen::MatrixXf const>(m), m);
  reads_only(Eigen::Map<Eigen::MatrixXf const>(m.data(), 3, 3), m);
  STATIC_REQUIRE_FALSE(tacit::MutableTensor<decltype(m.topRows(3))>);
  STATIC_REQUIRE_FALSE(tacit::MutableTensor<Eigen::Ref<Eigen::MatrixXf const>>);
  STATIC_REQUIRE_FALSE(tacit::MutableTensor<Eigen::Map<Eigen::MatrixXf const>>);
  STATIC_REQUIRE_FALSE(tacit::MutableTensor<Eigen::TensorMap<Eigen::Tensor<float const, 2>>>);

  xt::xtensor<float, 2> const x{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
  reads_only(x, x);
  reads_only(xt::view(x, xt::all(), xt::range(0, 3)), x);
  STATIC_REQUIRE_FALSE(tacit::MutableTensor<decltype(xt::view(x, xt::all(), xt::range(0, 3)))>);
  STATIC_REQUIRE_FALSE(tacit::MutableTensor<decltype(xt::adapt(x.data(), 9, xt::no_ownership(), std::array{3, 3}))>);

  STATIC_REQUIRE_FALSE(tacit::MutableTensor<std::vector<float> const&>);
  STATIC_REQUIRE_FALSE(tacit::MutableTensor<std::span<float const>>);
  STATIC_REQUIRE_FALSE(tacit::MutableTensor<tacit::tensor_view<float const, 2>>);
  STATIC_REQUIRE_FALSE(tacit::MutableTensor<tacit::tensor<float, 2> const&>);
}
