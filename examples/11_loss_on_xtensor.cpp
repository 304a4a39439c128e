// Losses on xtensor arrays: the same as 10_loss_on_eigen, with views and the other order of storage.
// Run: build/release/examples/11_loss_on_xtensor
#if __has_include(<xtensor/xtensor.hpp>)
#include <xtensor/xrandom.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>
#else  // from 0.26 on
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/generators/xrandom.hpp>
#include <xtensor/views/xview.hpp>
#endif

#include <cstdio>

#include "tacit/adapt/xtensor.hpp"
#include "tacit/loss/cross_entropy.hpp"
#include "tacit/loss/softmax.hpp"
#include "tacit/ssl/select/confident.hpp"
#include "tacit/ssl/target/harden.hpp"
#include "tacit/tensor/standard.hpp"

int main() {
  xt::random::seed(1);
  xt::xtensor<float, 2> const z = xt::random::randn<float>({12, 3}, 0.0f, 3.0f);
  xt::xtensor<float, 2> const weak = xt::random::randn<float>({8, 3}, 0.0f, 3.0f);
  xt::xtensor<int, 1> const labels{0, 2, 1, 1};
  xt::xtensor<float, 2> gradient = xt::zeros<float>({12, 3});

  auto const rows = [](auto& m, int first, int last) { return xt::view(m, xt::range(first, last), xt::all()); };
  double const supervised = tacit::cross_entropy(rows(z, 0, 4), labels, tacit::into(rows(gradient, 0, 4)));

  auto const p = tacit::softmax(weak);
  auto const target = tacit::harden(p);
  auto const weight = tacit::confident{.threshold = 0.8}(p);
  double const unlabelled = tacit::cross_entropy(rows(z, 4, 12), target, weight, tacit::into(rows(gradient, 4, 12)));

  // A lazy expression has no address: as an input it is evaluated once, where it enters.
  double const cooler = tacit::cross_entropy(rows(z, 0, 4) / 2.0f, labels);

  std::printf("supervised %.3f (at temperature 2: %.3f), unlabelled %.3f\n", supervised, cooler, unlabelled);
  for (std::size_t i = 0; i < gradient.shape(0); ++i)
    std::printf("sample %2zu  gradient %7.4f %7.4f %7.4f\n", i, static_cast<double>(gradient(i, 0)),
                static_cast<double>(gradient(i, 1)), static_cast<double>(gradient(i, 2)));
}
