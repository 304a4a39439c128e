// Schedules at the edges of their pieces.
#include <catch2/catch.hpp>
#include <cmath>

#include "tacit/optim/bind_steps.hpp"
#include "tacit/optim/schedule/adamatch_cosine.hpp"
#include "tacit/optim/schedule/adamatch_rampup.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/optim/schedule/cosine_716.hpp"
#include "tacit/optim/schedule/cosine_decay.hpp"
#include "tacit/optim/schedule/cosine_momentum.hpp"
#include "tacit/optim/schedule/cosine_rampdown.hpp"
#include "tacit/optim/schedule/dann_decay.hpp"
#include "tacit/optim/schedule/dash_threshold.hpp"
#include "tacit/optim/schedule/exponential_decay.hpp"
#include "tacit/optim/schedule/inverse_decay.hpp"
#include "tacit/optim/schedule/lee_rampup.hpp"
#include "tacit/optim/schedule/linear_decay.hpp"
#include "tacit/optim/schedule/linear_rampup.hpp"
#include "tacit/optim/schedule/linear_warmup.hpp"
#include "tacit/optim/schedule/periodic_decay.hpp"
#include "tacit/optim/schedule/reversal_rampup.hpp"
#include "tacit/optim/schedule/sigmoid_rampdown.hpp"
#include "tacit/optim/schedule/sigmoid_rampup.hpp"
#include "tacit/optim/schedule/step_decay.hpp"
#include "tacit/optim/schedule/tsa.hpp"
#include "tacit/tensor/error.hpp"

using namespace tacit;

TEST_CASE("decays start at the base and change where they say", "[schedule]") {
  REQUIRE(constant{2}(1e6) == 2.0);

  step_decay const steps{.base = 1, .gamma = 0.5, .milestones = {10, 20}};
  REQUIRE(steps(9) == 1.0);
  REQUIRE(steps(10) == 0.5);
  REQUIRE(steps(20) == 0.25);

  periodic_decay const periodic{.gamma = 0.5, .every = 10};
  REQUIRE(periodic(9) == 1.0);
  REQUIRE(periodic(10) == 0.5);
  REQUIRE(exponential_decay{.gamma = 0.5}(3) == 0.125);

  linear_decay const linear{.base = 2, .start = 40, .steps = 60};
  REQUIRE(linear(39) == 2.0);
  REQUIRE(linear(50) == 1.0);
  REQUIRE(linear(60) == 0.0);

  REQUIRE(inverse_decay{.base = 3, .gamma = 1, .power = 2}(2) == Approx(1.0 / 3));
  REQUIRE(dann_decay{.base = 3, .alpha = 1, .power = 1, .steps = 10}(5) == Approx(2.0));
  dash_threshold const dash{.c = 1, .gamma = 2, .every = 5, .rho = 4, .rho_min = 0.75};
  REQUIRE(dash(4) == 4.0);
  REQUIRE(dash(5) == 2.0);
  REQUIRE(dash(15) == 0.75);
}

TEST_CASE("cosines end where they say", "[schedule]") {
  cosine_decay const half{.base = 2, .last = 0.5, .warmup = 10, .steps = 110};
  REQUIRE(half(0) == 0.0);
  REQUIRE(half(5) == 1.0);
  REQUIRE(half(10) == 2.0);
  REQUIRE(half(60) == Approx(1.25));
  REQUIRE(half(110) == Approx(0.5));
  REQUIRE(cosine_716{.steps = 64}(0) == 1.0);
  REQUIRE(cosine_716{.steps = 64}(64) == Approx(std::cos(7 * 3.14159265358979323846 / 16)));
  REQUIRE(cosine_716{.warmup = 4, .steps = 64}(2) == 0.5);
  REQUIRE(adamatch_cosine{.base = 2, .last = 0.25, .steps = 10}(10) == Approx(0.5));
  REQUIRE(cosine_momentum{.base = 0.9, .steps = 10}(0) == Approx(0.9));
  REQUIRE(cosine_momentum{.base = 0.9, .steps = 10}(10) == 1.0);
  REQUIRE(cosine_rampdown{.length = 10}(10) == Approx(0.0).margin(1e-15));
}

TEST_CASE("ramps reach 1 and stay there", "[schedule]") {
  REQUIRE(sigmoid_rampup{.length = 40}(0) == Approx(std::exp(-5.0)));
  REQUIRE(sigmoid_rampup{.length = 40}(40) == 1.0);
  REQUIRE(sigmoid_rampup{.length = 40}(1000) == 1.0);
  REQUIRE(sigmoid_rampup{.length = 0}(0) == 1.0);

  REQUIRE(sigmoid_rampdown{.length = 16, .steps = 64}(48) == 1.0);
  REQUIRE(sigmoid_rampdown{.length = 16, .steps = 64}(64) == Approx(std::exp(-12.5)));
  REQUIRE(sigmoid_rampdown{.steps = 64}(64) == 1.0);

  REQUIRE(linear_rampup{.fraction = 0.5, .steps = 100}(25) == 0.5);
  REQUIRE(linear_rampup{.fraction = 0.5, .steps = 100}(90) == 1.0);
  REQUIRE(linear_rampup{.fraction = 0, .steps = 100}(0) == 1.0);
  REQUIRE(linear_warmup{.base = 2, .warmup = 4}(1) == 0.5);
  REQUIRE(linear_warmup{.base = 2}(0) == 2.0);

  REQUIRE(adamatch_rampup{.steps = 64}(0) == 0.0);
  REQUIRE(adamatch_rampup{.steps = 64}(32) == 1.0);
  REQUIRE(adamatch_rampup{.steps = 64}(64) == 1.0);

  lee_rampup const lee{.begin = 10, .end = 40, .last = 3};
  REQUIRE(lee(9.5) == 0.0);
  REQUIRE(lee(25) == 1.5);
  REQUIRE(lee(40) == 3.0);

  REQUIRE(reversal_rampup{.steps = 10}(0) == 0.0);
  REQUIRE(reversal_rampup{.steps = 10}(10) == Approx(2 / (1 + std::exp(-10.0)) - 1));
}

TEST_CASE("training signal annealing runs from 1/C to 1", "[schedule]") {
  for (tsa_kind kind : {tsa_kind::linear, tsa_kind::exp, tsa_kind::log}) {
    tsa const threshold{.kind = kind, .classes = 4, .steps = 100};
    REQUIRE(threshold(0) == Approx(0.25).margin(0.75 * std::exp(-5.0)));
    REQUIRE(threshold(100) == Approx(1).margin(0.75 * std::exp(-5.0) + 1e-12));
    REQUIRE(threshold(60) > threshold(30));
  }
  REQUIRE(tsa{.kind = tsa_kind::none, .steps = 100}(0) == 1.0);
}

TEST_CASE("bind_steps fills in what is missing and nothing else", "[schedule]") {
  REQUIRE(bind_steps(cosine_716{}, 64).steps == 64.0);
  REQUIRE(bind_steps(cosine_716{.steps = 32}, 64).steps == 32.0);
  REQUIRE(bind_steps(constant{3}, 64)(0) == 3.0);
  REQUIRE(bind_steps([](double t) { return t; }, 64)(5) == 5.0);
  REQUIRE_THROWS_WITH(cosine_716{}(0), Catch::Contains("cosine_716: steps: expected the positive length of the run"));
}
