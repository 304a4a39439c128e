// norm: statistics, values and gradients against naive double loops; large means; threads.
#include "tacit/kernel/norm.hpp"

#include "elementwise_support.hpp"

namespace {

using support::index_t;
using vector = std::vector<double>;

constexpr double eps = 1e-5;

std::size_t at(index_t i) { return static_cast<std::size_t>(i); }

/// What a normalisation is about: element i belongs to set(i), is scaled by gamma[channel(i)].
struct partition {
  index_t sets, channels;
  std::vector<index_t> set, channel;

  static partition by_group(index_t samples, index_t positions, index_t channels, index_t groups) {
    partition p{samples * groups, channels, {}, {}};
    for (index_t s = 0; s < samples; ++s)
      for (index_t k = 0; k < positions * channels; ++k) {
        index_t const c = k % channels;
        p.set.push_back(s * groups + c / (channels / groups));
        p.channel.push_back(c);
      }
    return p;
  }
};

struct moments {
  vector mean, variance;
};
moments naive_moments(partition const& p, vector const& x) {
  moments m{vector(at(p.sets)), vector(at(p.sets))};
  vector count(at(p.sets));
  for (std::size_t i = 0; i < x.size(); ++i) {
    m.mean[at(p.set[i])] += x[i];
    count[at(p.set[i])] += 1;
  }
  for (std::size_t s = 0; s < count.size(); ++s) m.mean[s] /= count[s];
  for (std::size_t i = 0; i < x.size(); ++i)
    m.variance[at(p.set[i])] += std::pow(x[i] - m.mean[at(p.set[i])], 2) / count[at(p.set[i])];
  return m;
}

vector naive_normalise(partition const& p, vector const& x, vector const& gamma, vector const& beta) {
  auto const m = naive_moments(p, x);
  vector y(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::size_t const s = at(p.set[i]), c = at(p.channel[i]);
    y[i] = (x[i] - m.mean[s]) / std::sqrt(m.variance[s] + eps) * gamma[c] + beta[c];
  }
  return y;
}

template <class S>
std::vector<S> inverse_deviation(std::vector<S> variance) {
  for (S& v : variance) v = S(1 / std::sqrt(double(v) + eps));
  return variance;
}

/// Arguments and results of one batch norm.
template <class S>
struct batch_case {
  index_t rows, channels;
  std::vector<S> x = support::numbers<S>(rows * channels, 1, 2, 3), dy = support::numbers<S>(rows * channels, 2),
                 gamma = support::numbers<S>(channels, 3, 1), beta = support::numbers<S>(channels, 4),
                 mean = std::vector<S>(at(channels)), variance = mean, inv_std = mean, y = std::vector<S>(x.size()),
                 dx = y, dgamma = std::vector<S>(at(channels), S(0.5)), dbeta = dgamma;

  batch_case(index_t r, index_t c) : rows(r), channels(c) {}

  void forward(tacit::context const& ctx, tacit::activation kind = tacit::activation::identity, double slope = 0) {
    tacit::batch_norm_statistics(ctx, rows, channels, x.data(), mean.data(), variance.data());
    inv_std = inverse_deviation(variance);
    tacit::batch_norm_activate(ctx, rows, channels, x.data(), mean.data(), inv_std.data(), gamma.data(), beta.data(),
                               kind, S(slope), y.data());
  }
  void backward(tacit::context const& ctx, tacit::norm_statistics statistics = tacit::norm_statistics::batch,
                tacit::activation kind = tacit::activation::identity, double slope = 0) {
    tacit::batch_norm_activate_backward(ctx, statistics, rows, channels, x.data(), mean.data(), inv_std.data(),
                                        gamma.data(), beta.data(), kind, S(slope), dy.data(), dx.data(), dgamma.data(),
                                        dbeta.data());
  }
  partition sets() const { return partition::by_group(1, rows, channels, channels); }
  std::vector<S> everything() const {
    std::vector<S> all;
    for (auto const* v : {&mean, &variance, &y, &dx, &dgamma, &dbeta}) all.insert(all.end(), v->begin(), v->end());
    return all;
  }
};

}  // namespace

TEMPLATE_TEST_CASE("batch norm equals naive loops", "[norm]", float, double) {
  using S = TestType;
  tacit::context const ctx(2);
  for (index_t channels : {1, 2, 3, 7, 8, 15, 16, 17, 31, 64, 100, 257, 1023})
    for (index_t rows : {1, 2, 5, 64, 65, 333}) {
      INFO(rows << " x " << channels);
      batch_case<S> b(rows, channels);
      b.forward(ctx);
      auto const expected = naive_moments(b.sets(), support::widened(b.x));
      CHECK(support::difference(b.mean, expected.mean) < support::tolerance<S>);
      CHECK(support::difference(b.variance, expected.variance) < support::tolerance<S>);
      if (rows < 2) continue;
      auto const y =
          naive_normalise(b.sets(), support::widened(b.x), support::widened(b.gamma), support::widened(b.beta));
      // two rows may lie close together: what is divided by a small deviation is less precise
      CHECK(support::difference(b.y, y) < (rows > 2 ? 10 : 1000) * support::tolerance<S>);
    }
}

TEMPLATE_TEST_CASE("batch norm of many rows merges its blocks", "[norm]", float, double) {
  using S = TestType;
  for (index_t channels : {1, 3, 32}) {
    batch_case<S> b(70001 / channels, channels);
    b.forward(tacit::context(2));
    auto const expected = naive_moments(b.sets(), support::widened(b.x));
    CHECK(support::difference(b.mean, expected.mean) < support::tolerance<S> / 10);
    CHECK(support::difference(b.variance, expected.variance) < support::tolerance<S> / 10);
  }
}

TEST_CASE("a large mean does not cancel", "[norm]") {
  tacit::context const ctx(2);
  for (index_t channels : {1, 5, 32}) {
    index_t const rows = 20000 / channels + 1;
    auto x = support::numbers<float>(rows * channels, 1, 1e4, 1);
    for (index_t c = 0; c < channels; ++c) x[at(c)] = 1.1e4f;  // a first row far off must not serve as centre
    std::vector<float> mean(at(channels)), variance(mean);
    tacit::batch_norm_statistics(ctx, rows, channels, x.data(), mean.data(), variance.data());
    auto const exact = naive_moments(partition::by_group(1, rows, channels, channels), support::widened(x));
    for (index_t c = 0; c < channels; ++c) {
      CHECK(double(mean[at(c)]) == Approx(exact.mean[at(c)]).epsilon(1e-7));
      CHECK(double(variance[at(c)]) == Approx(exact.variance[at(c)]).epsilon(1e-6));
    }
  }
  index_t const n = 1000;  // the mean itself, rounded to float, is off by up to 5e-4
  auto const x = support::numbers<float>(n, 2, 1e4, 1);
  vector const ones(at(n), 1), zeros(at(n));
  std::vector<float> const gamma(at(n), 1.f), beta(at(n), 0.f);
  std::vector<float> mean(1), inv_std(1), y(at(n));
  tacit::layer_norm_forward(ctx, 1, n, eps, x.data(), gamma.data(), beta.data(), mean.data(), inv_std.data(), y.data());
  auto const whole = partition::by_group(1, 1, n, 1);
  CHECK(support::difference(y, naive_normalise(whole, support::widened(x), ones, zeros)) < 1e-3);
  double const exact = 1 / std::sqrt(naive_moments(whole, support::widened(x)).variance[0] + eps);
  CHECK(double(inv_std[0]) == Approx(exact).epsilon(1e-6));
  tacit::group_norm_forward(ctx, 1, 1, n, 1, eps, x.data(), gamma.data(), beta.data(), mean.data(), inv_std.data(),
                            y.data());
  CHECK(support::difference(y, naive_normalise(whole, support::widened(x), ones, zeros)) < 1e-3);
  CHECK(double(inv_std[0]) == Approx(exact).epsilon(1e-6));
}

TEST_CASE("batch norm gradients equal central differences", "[norm]") {
  tacit::context const ctx(2);
  for (index_t channels : {1, 3, 8, 9})
    for (auto [kind, slope] : {std::pair(tacit::activation::identity, 0.0), std::pair(tacit::activation::relu, 0.0),
                               std::pair(tacit::activation::leaky_relu, 0.1)}) {
      batch_case<double> b(7, channels);
      b.forward(ctx, kind, slope);
      b.backward(ctx, tacit::norm_statistics::batch, kind, slope);
      auto const loss = [&, kind = kind, slope = slope](vector const& x, vector const& gamma, vector const& beta) {
        vector y = naive_normalise(b.sets(), x, gamma, beta);
        if (kind != tacit::activation::identity)
          for (double& v : y) v = v > 0 ? v : slope * v;
        return support::inner(y, b.dy);
      };
      INFO(channels << " channels, kind " << int(kind));
      CHECK(support::difference(
                b.dx, support::numeric_gradient([&](auto const& v) { return loss(v, b.gamma, b.beta); }, b.x)) < 1e-7);
      auto dgamma = support::numeric_gradient([&](auto const& v) { return loss(b.x, v, b.beta); }, b.gamma);
      auto dbeta = support::numeric_gradient([&](auto const& v) { return loss(b.x, b.gamma, v); }, b.beta);
      for (double& v : dgamma) v += 0.5;  // parameter gradients are added to what was there
      for (double& v : dbeta) v += 0.5;
      CHECK(support::difference(b.dgamma, dgamma) < 1e-7);
      CHECK(support::difference(b.dbeta, dbeta) < 1e-7);
    }
}

TEST_CASE("batch norm gradients with fixed statistics", "[norm]") {
  tacit::context const ctx(2);
  for (auto [kind, slope] : {std::pair(tacit::activation::identity, 1.0), std::pair(tacit::activation::relu, 0.0),
                             std::pair(tacit::activation::leaky_relu, 0.1)}) {
    batch_case<double> b(333, 5);
    b.forward(ctx, kind, slope);
    vector dx(b.x.size()), dgamma(5, 0.5), dbeta(5, 0.5);
    for (std::size_t i = 0; i < dx.size(); ++i) {
      std::size_t const c = i % 5;
      double const xhat = (b.x[i] - b.mean[c]) * b.inv_std[c];
      double const g = b.dy[i] * (xhat * b.gamma[c] + b.beta[c] > 0 ? 1 : slope);
      dx[i] = g * b.gamma[c] * b.inv_std[c];
      dgamma[c] += g * xhat;
      dbeta[c] += g;
    }
    b.backward(ctx, tacit::norm_statistics::fixed, kind, slope);
    CHECK(support::difference(b.dx, dx) < 1e-12);
    CHECK(support::difference(b.dgamma, dgamma) < 1e-12);
    CHECK(support::difference(b.dbeta, dbeta) < 1e-12);
  }
}

TEMPLATE_TEST_CASE("the fused activation equals normalisation followed by activation", "[norm]", float, double) {
  using S = TestType;
  tacit::context const ctx(2);
  for (auto kind : {tacit::activation::relu, tacit::activation::leaky_relu}) {
    batch_case<S> fused(2000, 33), apart(2000, 33);
    fused.forward(ctx, kind, 0.1);
    apart.forward(ctx);
    tacit::activate(ctx, kind, S(0.1), apart.rows * apart.channels, apart.y.data(), apart.y.data());
    CHECK(support::same_bits(fused.y, apart.y));
    tacit::activate_backward(ctx, kind, S(0.1), apart.rows * apart.channels, apart.y.data(), apart.y.data(),
                             apart.dy.data(), apart.dy.data());
    fused.backward(ctx, tacit::norm_statistics::batch, kind, 0.1);
    tacit::batch_norm_backward(ctx, apart.rows, apart.channels, apart.x.data(), apart.mean.data(), apart.inv_std.data(),
                               apart.gamma.data(), apart.dy.data(), apart.dy.data(), apart.dgamma.data(),
                               apart.dbeta.data());
    CHECK(support::difference(fused.dx, apart.dy) < support::tolerance<S>);
    CHECK(support::difference(fused.dgamma, apart.dgamma) < support::tolerance<S>);
  }
  batch_case<S> other(3, 3);
  CHECK_THROWS_AS(other.forward(ctx, tacit::activation::gelu), tacit::value_error);
}

TEMPLATE_TEST_CASE("batch norm without wanted parameter gradients gives the same dx", "[norm]", float, double) {
  using S = TestType;
  tacit::context const ctx(2);
  batch_case<S> b(100, 10);
  b.forward(ctx);
  b.backward(ctx);
  std::vector<S> dx(b.dx.size());
  tacit::batch_norm_backward<S>(ctx, b.rows, b.channels, b.x.data(), b.mean.data(), b.inv_std.data(), b.gamma.data(),
                                b.dy.data(), dx.data(), nullptr, nullptr);
  CHECK(support::same_bits(dx, b.dx));
}

TEMPLATE_TEST_CASE("group norm and layer norm equal naive loops", "[norm]", float, double) {
  using S = TestType;
  tacit::context const ctx(2);
  for (auto [samples, positions, channels, groups] : {std::array<index_t, 4>{3, 35, 4, 1},
                                                      {3, 35, 4, 2},
                                                      {3, 35, 4, 4},
                                                      {2, 100, 48, 8},
                                                      {5, 1, 33, 3},
                                                      {2, 700, 34, 2},
                                                      {4, 3, 1, 1},
                                                      {1, 50, 1000, 10},
                                                      {9, 1, 1000, 1},
                                                      {1, 1, 17, 1}}) {
    INFO(samples << " x " << positions << " x " << channels << ", " << groups << " groups");
    index_t const n = samples * positions * channels;
    auto const p = partition::by_group(samples, positions, channels, groups);
    auto const x = support::numbers<S>(n, 1, 2, 3), gamma = support::numbers<S>(channels, 2, 1),
               beta = support::numbers<S>(channels, 3);
    std::vector<S> mean(at(p.sets)), inv_std(mean), y(x.size());
    tacit::group_norm_forward(ctx, samples, positions, channels, groups, eps, x.data(), gamma.data(), beta.data(),
                              mean.data(), inv_std.data(), y.data());
    auto const m = naive_moments(p, support::widened(x));
    auto const expected = naive_normalise(p, support::widened(x), support::widened(gamma), support::widened(beta));
    CHECK(support::difference(mean, m.mean) < support::tolerance<S>);
    CHECK(support::difference(inv_std, inverse_deviation(m.variance)) < support::tolerance<S>);
    CHECK(support::difference(y, expected) < support::tolerance<S>);
    if (positions != 1 || groups != 1) continue;
    tacit::layer_norm_forward(ctx, samples, channels, eps, x.data(), gamma.data(), beta.data(), mean.data(),
                              inv_std.data(), y.data());
    CHECK(support::difference(mean, m.mean) < support::tolerance<S>);
    CHECK(support::difference(inv_std, inverse_deviation(m.variance)) < support::tolerance<S>);
    CHECK(support::difference(y, expected) < support::tolerance<S>);
  }
}

TEST_CASE("group norm and layer norm gradients equal central differences", "[norm]") {
  tacit::context const ctx(2);
  for (auto [samples, positions, channels, groups] :
       {std::array<index_t, 4>{3, 5, 4, 1}, {2, 7, 6, 3}, {2, 3, 9, 9}, {2, 20, 1, 1}, {4, 1, 17, 1}, {3, 1, 9, 1}}) {
    INFO(samples << " x " << positions << " x " << channels << ", " << groups << " groups");
    index_t const n = samples * positions * channels;
    auto const p = partition::by_group(samples, positions, channels, groups);
    auto const x = support::numbers<double>(n, 1), gamma = support::numbers<double>(channels, 2, 1),
               beta = support::numbers<double>(channels, 3), up = support::numbers<double>(n, 4);
    auto const m = naive_moments(p, x);
    auto const inv_std = inverse_deviation(m.variance);
    auto const loss = [&p = p, &up](vector const& v, vector const& a, vector const& b) {
      return support::inner(naive_normalise(p, v, a, b), up);
    };
    auto const expected = support::numeric_gradient([&](auto const& v) { return loss(v, gamma, beta); }, x);
    auto expected_gamma = support::numeric_gradient([&](auto const& v) { return loss(x, v, beta); }, gamma);
    auto expected_beta = support::numeric_gradient([&](auto const& v) { return loss(x, gamma, v); }, beta);
    for (double& v : expected_gamma) v += 0.5;
    for (double& v : expected_beta) v += 0.5;
    auto dx = up;
    vector dgamma(at(channels), 0.5), dbeta(dgamma);
    tacit::group_norm_backward(ctx, samples, positions, channels, groups, x.data(), gamma.data(), m.mean.data(),
                               inv_std.data(), dx.data(), dx.data(), dgamma.data(), dbeta.data());
    CHECK(support::difference(dx, expected) < 1e-7);
    CHECK(support::difference(dgamma, expected_gamma) < 1e-7);
    CHECK(support::difference(dbeta, expected_beta) < 1e-7);
    if (positions != 1 || groups != 1) continue;
    dx = up;
    dgamma = dbeta = vector(at(channels), 0.5);
    tacit::layer_norm_backward(ctx, samples, channels, x.data(), gamma.data(), m.mean.data(), inv_std.data(), dx.data(),
                               dx.data(), dgamma.data(), dbeta.data());
    CHECK(support::difference(dx, expected) < 1e-7);
    CHECK(support::difference(dgamma, expected_gamma) < 1e-7);
    CHECK(support::difference(dbeta, expected_beta) < 1e-7);
  }
}

TEST_CASE("l2 normalisation: values, gradients, rows shorter than eps", "[norm]") {
  tacit::context const ctx(2);
  for (index_t channels : {1, 3, 9, 17, 100})
    for (double small : {1e-12, 100.0}) {
      index_t const rows = 3;
      auto x = support::numbers<double>(rows * channels, 1, 1);
      auto const up = support::numbers<double>(rows * channels, 2);
      auto const naive = [&](vector const& v) {
        vector y(v.size());
        for (index_t i = 0; i < rows; ++i) {
          double square = 0;
          for (index_t j = 0; j < channels; ++j) square += std::pow(v[at(i * channels + j)], 2);
          for (index_t j = 0; j < channels; ++j)
            y[at(i * channels + j)] = v[at(i * channels + j)] / std::max(std::sqrt(square), small);
        }
        return y;
      };
      vector norm(at(rows)), y(x.size()), dx = up;
      tacit::l2_normalise(ctx, rows, channels, small, x.data(), norm.data(), y.data());
      CHECK(support::difference(y, naive(x)) < 1e-14);
      tacit::l2_normalise_backward(ctx, rows, channels, small, norm.data(), y.data(), dx.data(), dx.data());
      CHECK(support::difference(
                dx, support::numeric_gradient([&](auto const& v) { return support::inner(naive(v), up); }, x)) < 1e-8);
    }
  std::vector<float> zero(5), norm(1), huge{3e30f, 4e30f};
  tacit::l2_normalise(ctx, 1, 5, 1e-12, zero.data(), norm.data(), zero.data());
  CHECK(zero == std::vector<float>(5));
  tacit::l2_normalise(ctx, 1, 2, 1e-12, huge.data(), norm.data(), huge.data());
  CHECK(support::difference(huge, std::vector<float>{0.6f, 0.8f}) < 1e-6);
}

TEMPLATE_TEST_CASE("norms give the same bits for any number of threads", "[norm]", float, double) {
  using S = TestType;
  support::require_same_for_any_threads([](tacit::context const& ctx) {
    batch_case<S> b(9001, 33);
    b.forward(ctx, tacit::activation::relu);
    b.backward(ctx, tacit::norm_statistics::batch, tacit::activation::relu);
    return b.everything();
  });
  support::require_same_for_any_threads([](tacit::context const& ctx) {
    index_t const samples = 40, positions = 49, channels = 20, n = samples * positions * channels;
    auto const x = support::numbers<S>(n, 1), gamma = support::numbers<S>(channels, 2), dy = support::numbers<S>(n, 3);
    std::vector<S> mean(at(samples * positions)), inv_std(mean), y(x.size()), dx(x.size()), dgamma(at(2 * channels));
    tacit::group_norm_forward(ctx, samples, positions, channels, 4, eps, x.data(), gamma.data(), gamma.data(),
                              mean.data(), inv_std.data(), y.data());
    tacit::group_norm_backward(ctx, samples, positions, channels, 4, x.data(), gamma.data(), mean.data(),
                               inv_std.data(), dy.data(), dx.data(), dgamma.data(), dgamma.data() + channels);
    std::vector<S> all = dx;
    all.insert(all.end(), y.begin(), y.end());
    tacit::layer_norm_forward(ctx, samples * positions, channels, eps, x.data(), gamma.data(), gamma.data(),
                              mean.data(), inv_std.data(), y.data());
    tacit::layer_norm_backward(ctx, samples * positions, channels, x.data(), gamma.data(), mean.data(), inv_std.data(),
                               dy.data(), dx.data(), dgamma.data(), dgamma.data() + channels);
    for (auto const* v : {&y, &dx, &dgamma}) all.insert(all.end(), v->begin(), v->end());
    return all;
  });
}

TEST_CASE("impossible normalisations are refused", "[norm]") {
  tacit::context const ctx(1);
  float x[6] = {}, y[6] = {};
  CHECK_THROWS_AS(tacit::batch_norm_statistics(ctx, 0, 3, x, y, y), tacit::shape_error);
  CHECK_THROWS_AS(tacit::group_norm_forward(ctx, 1, 1, 6, 4, eps, x, x, x, y, y, y), tacit::shape_error);
}
