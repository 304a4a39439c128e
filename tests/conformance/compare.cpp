// The comparison of a value with a stored output.
#include <cmath>
#include <cstdio>
#include <limits>

#include "runner.hpp"

namespace conformance {
namespace {

std::string place(std::vector<tacit::index_t> const& shape, std::size_t flat) {
  std::string s;
  for (std::size_t k = shape.size(); k-- > 0;) {
    auto const extent = static_cast<std::size_t>(shape[k]);
    s = std::to_string(flat % extent) + (s.empty() ? "" : ",") + s;
    flat /= extent;
  }
  return "[" + s + "]";
}

std::string digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

void fail(outcome& result, double deviation, std::string where) {
  if (result.passed || deviation > result.worst) result.where = std::move(where);
  result.passed = false;
  result.worst = std::max(result.worst, deviation);
}

}  // namespace

void compare(test_case const& from, bool single, std::string const& name, std::vector<tacit::index_t> const& shape,
             std::vector<double> const& value, outcome& result) {
  auto const found = from.outputs().find(name);
  if (found == from.outputs().end()) return;
  stored const& expected = found->second;
  result.checked.insert(name);

  constexpr double infinite = std::numeric_limits<double>::infinity();
  if (value.size() != expected.size() || (!shape.empty() && shape != expected.shape))
    return fail(result, infinite,
                name + ": expected " + tacit::detail::shape_string(expected.shape) + ", got " +
                    (shape.empty() ? std::to_string(value.size()) : tacit::detail::shape_string(shape)));

  double relative = 0, absolute = 0;  // integers must be equal
  if (expected.is_floating()) {
    relative = from.number(single ? "tol_f32_rel" : "tol_f64_rel");
    absolute = from.number(single ? "tol_f32_abs" : "tol_f64_abs");
  } else if (expected.is_bytes() && from.has_key("tol_levels")) {
    absolute = from.number("tol_levels");
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    double const e = expected[i], difference = std::abs(value[i] - e), allowed = absolute + relative * std::abs(e);
    bool const same = value[i] == e || (std::isnan(value[i]) && std::isnan(e)), within = same || difference <= allowed;
    double const deviation = same ? 0 : allowed > 0 && difference < infinite ? difference / allowed : infinite;
    if (within)
      result.worst = std::max(result.worst, deviation);
    else
      fail(result, deviation, name + place(expected.shape, i) + " is " + digits(value[i]) + ", expected " + digits(e));
  }
}

}  // namespace conformance
