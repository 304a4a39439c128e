// A loss gives the same value and gradient whatever tensors its logits, labels, targets, weights and gradients live in.
#include <catch2/catch.hpp>

#include "law/matrix_models.hpp"
#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/ema_update.hpp"
#include "tacit/tensor/standard.hpp"

namespace {

using tacit::index_t;

constexpr index_t rows = 7, columns = 5;

float logit(index_t i, index_t j) { return std::sin(static_cast<float>(3 * i + 5 * j)) * 4; }
float target(index_t i, index_t j) { return static_cast<float>((i + j) % 3) / 4; }
std::vector<int> labels() { return {0, 1, 2, 3, 4, 0, 2}; }
std::vector<float> weights() { return {1, 0, 0.5f, 2, 0, 1, 0.25f}; }

/// What every model must reproduce, computed on the library's own tensor.
struct reference {
  tacit::tensor<float, 2> z{{rows, columns}}, q{{rows, columns}}, gz{{rows, columns}}, gq{{rows, columns}};
  std::vector<float> gw = std::vector<float>(rows);
  double value;
  reference() {
    for (index_t i = 0; i < rows; ++i)
      for (index_t j = 0; j < columns; ++j) {
        z(i, j) = logit(i, j);
        q(i, j) = target(i, j);
      }
  }
};

template <class Model, class Expected>
void require_equal(Model& model, Expected const& expected) {
  for (index_t i = 0; i < rows; ++i)
    for (index_t j = 0; j < columns; ++j) REQUIRE(model.at(i, j) == expected(i, j));
  REQUIRE(model.outside_untouched());
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("loss law: logits and gradients in any matrix model", "[law]", law::matrix_models) {
  reference expected;
  TestType z(rows, columns), q(rows, columns), gz(rows, columns), gq(rows, columns);
  auto const copy = [](auto const& from, TestType& to) {
    auto out = tacit::into(to.tensor());
    auto const view = out.template view<2>();
    for (index_t i = 0; i < rows; ++i)
      for (index_t j = 0; j < columns; ++j) view(i, j) = from(i, j);
  };
  copy(expected.z, z);
  copy(expected.q, q);

  SECTION("labels") {
    expected.value = tacit::cross_entropy(expected.z, labels(), tacit::into(expected.gz));
    REQUIRE(tacit::cross_entropy(z.tensor(), labels(), tacit::into(gz.tensor())) == expected.value);
    REQUIRE(tacit::cross_entropy(z.tensor(), labels()) == expected.value);
    require_equal(gz, expected.gz);
  }
  SECTION("targets and weights") {
    auto gw = expected.gw;
    expected.value = tacit::cross_entropy(expected.z, expected.q, weights(), tacit::into(expected.gz),
                                          tacit::into(expected.gq), tacit::into(expected.gw));
    REQUIRE(tacit::cross_entropy(z.tensor(), q.tensor(), weights(), tacit::into(gz.tensor()), tacit::into(gq.tensor()),
                                 tacit::into(gw)) == expected.value);
    require_equal(gz, expected.gz);
    require_equal(gq, expected.gq);
    REQUIRE(gw == expected.gw);
  }
}

TEMPLATE_LIST_TEST_CASE("loss law: an average is updated in any matrix model", "[law]", law::matrix_models) {
  TestType shadow(rows, columns), theta(rows, columns);
  auto start = tacit::into(shadow.tensor());
  auto weights = tacit::into(theta.tensor());
  for (index_t i = 0; i < rows; ++i)
    for (index_t j = 0; j < columns; ++j) {
      start.template view<2>()(i, j) = target(i, j);
      weights.template view<2>()(i, j) = logit(i, j);
    }
  tacit::ema_update(shadow.tensor(), theta.tensor(), 0.75);
  for (index_t i = 0; i < rows; ++i)
    for (index_t j = 0; j < columns; ++j)
      REQUIRE(shadow.at(i, j) == Approx(0.75 * target(i, j) + 0.25 * logit(i, j)).margin(1e-6));
  REQUIRE(shadow.outside_untouched());
}

TEST_CASE("loss law: labels and weights in any vector model", "[law]") {
  reference expected;
  auto const y = labels();
  auto const w = weights();
  expected.value = tacit::cross_entropy(expected.z, y, w, tacit::into(expected.gz), tacit::into(expected.gw));
  auto const same = [&](auto const& y_model, auto const& w_model) {
    tacit::tensor<float, 2> gz({rows, columns});
    std::vector<float> gw(rows);
    REQUIRE(tacit::cross_entropy(expected.z, y_model, w_model, tacit::into(gz), tacit::into(gw)) == expected.value);
    REQUIRE(gw == expected.gw);
    REQUIRE(std::equal(gz.begin(), gz.end(), expected.gz.begin()));
  };
  Eigen::VectorXi const eigen_y = Eigen::Map<Eigen::VectorXi const>(y.data(), rows);
  Eigen::VectorXf const eigen_w = Eigen::Map<Eigen::VectorXf const>(w.data(), rows);
  xt::xtensor<int, 1> const xtensor_y = xt::adapt(y);
  xt::xarray<float> const xarray_w = xt::adapt(w);
  std::array<std::uint8_t, rows> const bytes{0, 1, 2, 3, 4, 0, 2};

  same(std::span(y), std::span(w));
  same(bytes, w);
  same(std::vector<long>(y.begin(), y.end()), w);
  same(eigen_y, eigen_w);
  same(eigen_y.transpose(), eigen_w.array());
  same(eigen_y.cast<long>(), eigen_w * 1.0f);
  same(xtensor_y, xarray_w);
  same(xtensor_y + 0, xarray_w * 1.0f);
  same(law::archetype_labels({0, 1, 2, 3, 4, 0, 2}), xarray_w);

  tacit::tensor<float, 2> gz({rows, columns});
  Eigen::MatrixXf gw = Eigen::MatrixXf::Constant(3, rows, law::untouched);
  tacit::cross_entropy(expected.z, y, w, tacit::into(gz), tacit::into(gw.row(1)));
  for (index_t i = 0; i < rows; ++i) {
    REQUIRE(gw(1, i) == expected.gw[static_cast<std::size_t>(i)]);
    REQUIRE(gw(0, i) == law::untouched);
    REQUIRE(gw(2, i) == law::untouched);
  }
}

TEST_CASE("loss law: lazy logits and targets", "[law]") {
  reference expected;
  Eigen::MatrixXf const z =
      Eigen::MatrixXf::NullaryExpr(rows, columns, [](index_t i, index_t j) { return logit(i, j); });
  double const value = tacit::cross_entropy(expected.z, expected.q, tacit::into(expected.gz));
  xt::xtensor<float, 2> q = xt::zeros<float>({rows, columns});
  for (index_t i = 0; i < rows; ++i)
    for (index_t j = 0; j < columns; ++j) q(i, j) = target(i, j);

  Eigen::MatrixXf gz(rows, columns);
  REQUIRE(tacit::cross_entropy(0.5f * z + 0.5f * z, q * 1.0f, tacit::into(gz)) == value);
  for (index_t i = 0; i < rows; ++i)
    for (index_t j = 0; j < columns; ++j) REQUIRE(gz(i, j) == expected.gz(i, j));
}

TEST_CASE("loss law: slices of one gradient are written apart", "[law]") {
  Eigen::MatrixXf zs = Eigen::MatrixXf::Random(8, columns), gs = Eigen::MatrixXf::Constant(8, columns, law::untouched);
  std::vector<int> const y{0, 1, 2};
  double const sum = tacit::cross_entropy(zs.topRows(3), y, tacit::into(gs.topRows(3))) +
                     tacit::cross_entropy(zs.bottomRows(3), y, tacit::into(gs.bottomRows(3)));
  REQUIRE(std::isfinite(sum));
  REQUIRE((gs.middleRows(3, 2).array() == law::untouched).all());
  REQUIRE((gs.topRows(3).array() != law::untouched).all());
}
