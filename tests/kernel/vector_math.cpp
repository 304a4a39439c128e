// vector_math: errors in ulp against long double, special values, independence of the position.
#include "tacit/kernel/vector_math.hpp"

#include "elementwise_support.hpp"
#include "tacit/kernel/detail/row_loops.hpp"

namespace {

template <class S>
using function = void (*)(tacit::index_t, S const*, S*);

/// The largest error over `count` equidistant points, in units of the last place of the exact value.
template <class S>
double worst_ulp(function<S> f, long double (*exact)(long double), double low, double high, int count = 200003) {
  std::vector<S> x, y(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) x.push_back(static_cast<S>(low + (high - low) * i / (count - 1)));
  f(count, x.data(), y.data());
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    long double const e = exact(x[i]);
    S const rounded = std::abs(static_cast<S>(e));
    if (std::isinf(rounded)) {
      REQUIRE(y[i] == static_cast<S>(e));
      continue;
    }
    S const below = std::nextafter(rounded, S(0)),
            unit = rounded > 0 ? rounded - below : std::numeric_limits<S>::denorm_min();
    worst = std::max(worst, double(std::abs(static_cast<long double>(y[i]) - e) / unit));
  }
  return worst;
}

long double exact_exp(long double x) { return std::exp(x); }
long double exact_log(long double x) { return std::log(x); }
long double exact_sqrt(long double x) { return std::sqrt(x); }
long double exact_tanh(long double x) { return std::tanh(x); }
long double exact_sigmoid(long double x) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); }

template <class S>
std::vector<S> apply(function<S> f, std::vector<S> x) {
  f(static_cast<tacit::index_t>(x.size()), x.data(), x.data());
  return x;
}

}  // namespace

TEMPLATE_TEST_CASE("vexp is within 2 ulp, also where results are denormal or overflow", "[vector_math]", float,
                   double) {
  using S = TestType;
  bool const narrow = sizeof(S) == 4;
  CHECK(worst_ulp<S>(tacit::vexp, exact_exp, -1, 1) <= 2);
  CHECK(worst_ulp<S>(tacit::vexp, exact_exp, narrow ? -105 : -747, narrow ? 90 : 711) <= 2);
  CHECK(worst_ulp<S>(tacit::vexp, exact_exp, narrow ? -104 : -746, narrow ? -87 : -708) <= 2);
}

TEMPLATE_TEST_CASE("the exponential of what is not positive is vexp's to the bit", "[vector_math]", float, double) {
  using S = TestType;
  function<S> const below = [](tacit::index_t n, S const* x, S* y) {
    tacit::detail::row_map<S>(
        n, [](auto v) TACIT_DETAIL_INLINED { return tacit::detail::pack_exp_below(v); }, y, x);
  };
  std::vector<S> x{-S(0), S(0), -std::numeric_limits<S>::infinity(), std::numeric_limits<S>::lowest()};
  S const lowest = sizeof(S) == 4 ? S(-106) : S(-748);  // beyond the last denormal number
  for (int i = 0; i <= 100000; ++i) x.push_back(lowest * static_cast<S>(i) / S(100000));
  CHECK(support::same_bits(apply<S>(below, x), apply<S>(tacit::vexp, x)));
  CHECK(std::isnan(apply<S>(below, {std::numeric_limits<S>::quiet_NaN()})[0]));
}

TEMPLATE_TEST_CASE("vlog is within 2 ulp, also around 1 and for denormals", "[vector_math]", float, double) {
  using S = TestType;
  using limits = std::numeric_limits<S>;
  CHECK(worst_ulp<S>(tacit::vlog, exact_log, 1e-3, 4) <= 2);
  CHECK(worst_ulp<S>(tacit::vlog, exact_log, 0.9, 1.1) <= 2);
  CHECK(worst_ulp<S>(tacit::vlog, exact_log, limits::denorm_min(), 4 * double(limits::min())) <= 2);
  CHECK(worst_ulp<S>(tacit::vlog, exact_log, 1, limits::max()) <= 2);
}

TEMPLATE_TEST_CASE("vsqrt is within 2 ulp, also for denormals and the largest numbers", "[vector_math]", float,
                   double) {
  using S = TestType;
  using limits = std::numeric_limits<S>;
  CHECK(worst_ulp<S>(tacit::vsqrt, exact_sqrt, 0, 4) <= 2);
  CHECK(worst_ulp<S>(tacit::vsqrt, exact_sqrt, 1, 1e6) <= 2);
  CHECK(worst_ulp<S>(tacit::vsqrt, exact_sqrt, limits::denorm_min(), 4 * double(limits::min())) <= 2);
  CHECK(worst_ulp<S>(tacit::vsqrt, exact_sqrt, 1, limits::max()) <= 2);
}

TEMPLATE_TEST_CASE("vtanh and vsigmoid are within 4 ulp", "[vector_math]", float, double) {
  using S = TestType;
  CHECK(worst_ulp<S>(tacit::vtanh, exact_tanh, -25, 25) <= 4);
  CHECK(worst_ulp<S>(tacit::vtanh, exact_tanh, -0.4, 0.4) <= 4);
  CHECK(worst_ulp<S>(tacit::vtanh, exact_tanh, -1e-6, 1e-6) <= 4);
  CHECK(worst_ulp<S>(tacit::vsigmoid, exact_sigmoid, sizeof(S) == 4 ? -104 : -746, 120) <= 4);
  CHECK(worst_ulp<S>(tacit::vsigmoid, exact_sigmoid, -5, 5) <= 4);
}

TEMPLATE_TEST_CASE("vector functions take infinities, NaN and signed zeros as <cmath> does", "[vector_math]", float,
                   double) {
  using S = TestType;
  S const infinity = std::numeric_limits<S>::infinity(), nan = std::numeric_limits<S>::quiet_NaN();
  std::vector<S> const x{infinity, -infinity, nan, S(0), -S(0), std::numeric_limits<S>::max(), S(-1)};
  auto const exp = apply<S>(tacit::vexp, x), log = apply<S>(tacit::vlog, x), tanh = apply<S>(tacit::vtanh, x),
             sigmoid = apply<S>(tacit::vsigmoid, x), sqrt = apply<S>(tacit::vsqrt, x);
  CHECK((exp[0] == infinity && exp[1] == 0 && std::isnan(exp[2]) && exp[3] == 1 && exp[4] == 1 && exp[5] == infinity));
  CHECK((log[0] == infinity && std::isnan(log[1]) && std::isnan(log[2]) && log[3] == -infinity && log[4] == -infinity));
  CHECK((std::isfinite(log[5]) && std::isnan(log[6])));
  CHECK((sqrt[0] == infinity && std::isnan(sqrt[1]) && std::isnan(sqrt[2]) && sqrt[3] == 0 && std::signbit(sqrt[4])));
  CHECK((std::isfinite(sqrt[5]) && std::isnan(sqrt[6])));
  CHECK((tanh[0] == 1 && tanh[1] == -1 && std::isnan(tanh[2]) && tanh[3] == 0 && tanh[5] == 1));
  CHECK((!std::signbit(tanh[3]) && std::signbit(tanh[4])));
  CHECK((sigmoid[0] == 1 && sigmoid[1] == 0 && std::isnan(sigmoid[2]) && sigmoid[3] == S(0.5) && sigmoid[5] == 1));
}

TEMPLATE_TEST_CASE("vector functions give an element the same bits wherever it lies", "[vector_math]", float, double) {
  using S = TestType;
  for (function<S> f : {&tacit::vexp<S>, &tacit::vlog<S>, &tacit::vsqrt<S>, &tacit::vtanh<S>, &tacit::vsigmoid<S>}) {
    auto const x = support::numbers<S>(100, 1, 0, 3);
    auto const all = apply<S>(f, x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      auto const alone = apply<S>(f, {x[i]});
      REQUIRE(std::memcmp(alone.data(), &all[i], sizeof(S)) == 0);
    }
  }
}
