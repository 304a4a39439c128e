// The median of some numbers, at least one; the upper one of two.
#pragma once

#include <algorithm>
#include <vector>

namespace bench {

inline double median(std::vector<double> numbers) {
  auto const middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::nth_element(numbers.begin(), middle, numbers.end());
  return *middle;
}

}  // namespace bench
