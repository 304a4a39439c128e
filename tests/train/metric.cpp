// Evaluation measures on cases counted by hand, and their edges.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "tacit/tensor/standard.hpp"
#include "tacit/tensor/tensor.hpp"
#include "tacit/train/metric/accuracy.hpp"
#include "tacit/train/metric/auroc.hpp"
#include "tacit/train/metric/calibration.hpp"
#include "tacit/train/metric/confusion.hpp"
#include "tacit/train/metric/scoring_rule.hpp"
#include "tacit/train/metric/wilson.hpp"

using namespace tacit;

namespace {
tensor<double, 2> four_rows() {
  return tensor<double, 2>({4, 3}, {0.7, 0.2, 0.1,  //
                                    0.1, 0.6, 0.3,  //
                                    0.5, 0.3, 0.2,  //
                                    0.4, 0.4, 0.2});
}
std::vector<int> const truth{0, 2, 1, 1};
}  // namespace

TEST_CASE("accuracy and top-k: the first of equal entries wins", "[metric]") {
  REQUIRE(predicted_classes(four_rows()) == std::vector<int>{0, 1, 0, 0});
  REQUIRE(accuracy(four_rows(), truth) == 0.25);
  REQUIRE(top_k_accuracy(four_rows(), truth, 2) == 1.0);
  REQUIRE(top_k_accuracy(four_rows(), truth, 9) == 1.0);
  REQUIRE(top_k_accuracy(four_rows(), truth, 0) == 0.0);
  REQUIRE(accuracy(tensor<double, 2>({0, 3}), std::vector<int>{}) == 0.0);
}

TEST_CASE("the confusion matrix and what is read off it", "[metric]") {
  auto const counts = confusion_of(four_rows(), truth);
  REQUIRE(counts.counts()(1, 0) == 2);
  REQUIRE(counts.counts()(2, 1) == 1);
  REQUIRE(counts.accuracy() == 0.25);
  REQUIRE(counts.precision() == std::vector<double>{1.0 / 3, 0, 0});
  REQUIRE(counts.recall() == std::vector<double>{1, 0, 0});
  REQUIRE(counts.f1() == std::vector<double>{0.5, 0, 0});
  REQUIRE(counts.macro_f1() == Approx(0.5 / 3));
  REQUIRE(counts.balanced_accuracy() == Approx(1.0 / 3));
  confusion absent(3);
  absent.add(0, 0);
  REQUIRE(absent.balanced_accuracy() == 1.0);  // classes without samples do not count
  REQUIRE_THROWS_WITH(absent.add(0, 3), "confusion: class: expected 0 .. 2, got 3");
}

TEST_CASE("calibration bins are (lo, hi]", "[metric]") {
  tensor<double, 2> const p({3, 2}, {0.75, 0.25, 0.5, 0.5, 1, 0});
  auto const c = calibration_of(p, std::vector<int>{0, 0, 1}, 4);
  REQUIRE(c.bins[1].count == 1);
  REQUIRE(c.bins[2].count == 1);
  REQUIRE(c.bins[3].count == 1);
  REQUIRE(c.bins[0].confidence == 0.0);
  REQUIRE(c.error == Approx((0.5 + 0.25 + 1.0) / 3));
  REQUIRE_THROWS_AS(calibration_of(p, std::vector<int>{0, 0, 1}, 0), value_error);
}

TEST_CASE("scoring rules", "[metric]") {
  tensor<double, 2> const p({2, 2}, {0.5, 0.5, 1, 0});
  REQUIRE(negative_log_likelihood(p, std::vector<int>{0, 0}) == Approx(std::log(2.0) / 2));
  REQUIRE(std::isinf(negative_log_likelihood(p, std::vector<int>{0, 1})));
  REQUIRE(brier_score(p, std::vector<int>{0, 1}) == Approx((0.5 + 2) / 2));
}

TEST_CASE("area under the ROC curve: ties count one half", "[metric]") {
  std::vector<double> const score{0.1, 0.4, 0.4, 0.8};
  REQUIRE(auroc(score, std::vector<int>{0, 0, 1, 1}) == Approx(0.875));
  REQUIRE(auroc(score, std::vector<int>{1, 1, 0, 0}) == Approx(0.125));
  REQUIRE(auroc(std::vector<double>(4), std::vector<int>{0, 1, 0, 1}) == 0.5);
  REQUIRE(std::isnan(auroc(score, std::vector<int>{1, 1, 1, 1})));
  auto const areas = auroc_one_vs_rest(four_rows(), std::vector<int>{0, 1, 1, 1});
  REQUIRE(areas[0] == 1.0);
  REQUIRE(std::isnan(areas[2]));
  REQUIRE(auroc_macro(four_rows(), std::vector<int>{0, 1, 1, 1}) == Approx((areas[0] + areas[1]) / 2));
}

TEST_CASE("the Wilson interval", "[metric]") {
  auto const half = wilson_interval(50, 100);
  REQUIRE(half.low == Approx(0.4038315));
  REQUIRE(half.high == Approx(0.5961685));
  REQUIRE(wilson_interval(0, 10).low == Approx(0).margin(1e-15));
  REQUIRE(wilson_interval(10, 10).high == Approx(1));
  REQUIRE_THROWS_AS(wilson_interval(0, 0), value_error);
  REQUIRE_THROWS_AS(wilson_interval(11, 10), value_error);
}

TEST_CASE("NaN is never class 0", "[metric]") {
  auto p = four_rows();
  p(1, 2) = std::numeric_limits<double>::quiet_NaN();
  REQUIRE_THROWS_WITH(accuracy(p, truth), Catch::Contains("row 1, column 2: expected a number, got NaN"));
  REQUIRE_THROWS_AS(predicted_classes(p), value_error);
  REQUIRE_THROWS_AS(auroc_one_vs_rest(p, truth), value_error);
  REQUIRE_THROWS_WITH(accuracy(four_rows(), std::vector<int>{0, 1, 2, 3}), Catch::Contains("label of row 3"));
}
