// Messages: one text whose places are filled with texts, numbers and shapes.
#include "tacit/tensor/message.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/tensor/error.hpp"

using tacit::index_t;
using tacit::detail::message;

TEST_CASE("a message fills its places in order") {
  std::string const text = "text";
  CHECK(message("{}", {"literal"}) == "literal");
  CHECK(message("a {} b {}", {text, std::string_view(text).substr(1, 2)}) == "a text b ex");
  CHECK(message("{}{}", {1, 2}) == "12");
  CHECK(message("{} and {}", {message("{}", {3}), "no place: {features}"}) == "3 and no place: {features}");
}

TEST_CASE("a message prints numbers as std::to_string does") {
  auto const least = std::numeric_limits<std::int64_t>::min();
  auto const most = std::numeric_limits<std::uint64_t>::max();
  double const largest = std::numeric_limits<double>::max();
  CHECK(message("{}", {-1}) == "-1");
  CHECK(message("{}", {std::uint8_t{200}}) == "200");
  CHECK(message("{}", {least}) == std::to_string(least));
  CHECK(message("{}", {most}) == std::to_string(most));
  CHECK(message("{}", {0.25f}) == std::to_string(0.25));
  CHECK(message("{}", {-largest}) == std::to_string(-largest));
}

TEST_CASE("a message prints shapes") {
  CHECK(message("{}", {std::vector<index_t>{28, 28, 1}}) == "28x28x1");
  CHECK(message("{}", {std::array<index_t, 1>{5}}) == "5");
  CHECK(message("{}", {std::vector<index_t>{}}) == "scalar");
}

TEST_CASE("what fills a place is not searched for places") { CHECK(message("<{}> {}", {"{}", 1}) == "<{}> 1"); }

TEST_CASE("errors carry their message") {
  auto const text_of = [](auto const& thrower) {
    try {
      thrower();
    } catch (tacit::shape_error const& e) {
      return std::string("shape: ") + e.what();
    } catch (tacit::value_error const& e) {
      return std::string("value: ") + e.what();
    }
    return std::string("nothing");
  };
  CHECK(text_of([] {
          tacit::detail::throw_error<tacit::value_error>("class {}: got {}", {2, "none"});
        }) == "value: class 2: got none");
  CHECK(text_of([] {
          tacit::detail::throw_shape("f", "rows", 3, std::array<index_t, 2>{4, 5});
        }) == "shape: f: rows: expected 3, got 4x5");
}
