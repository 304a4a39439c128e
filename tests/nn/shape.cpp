// shape_t: a list of extents in place.
#include "tacit/nn/shape.hpp"

#include <catch2/catch.hpp>
#include <span>
#include <vector>

using namespace tacit;

TEST_CASE("a shape is the list of its extents") {
  shape_t const image{28, 27, 3};
  CHECK(std::vector<index_t>(image.begin(), image.end()) == std::vector<index_t>{28, 27, 3});
  CHECK(image.size() == 3);
  CHECK(image[1] == 27);
  CHECK(image.back() == 3);
  CHECK(element_count(image) == 28 * 27 * 3);
  CHECK(shape_t().empty());
  CHECK(element_count(shape_t()) == 1);
}

TEST_CASE("a shape is made of any list of extents") {
  std::vector<index_t> const extents{4, 5};
  CHECK(shape_t(extents) == shape_t{4, 5});
  CHECK(shape_t(std::span(extents).subspan(1)) == shape_t{5});
}

TEST_CASE("shapes compare as sequences") {
  CHECK(shape_t{2, 3} != shape_t{3, 2});
  CHECK(shape_t{2} != shape_t{2, 0});
  CHECK(shape_t{2} < shape_t{2, 0});
  CHECK(shape_t{1, 9} < shape_t{2});
}

TEST_CASE("a shape of more than six extents is refused") {
  CHECK(shape_t{1, 2, 3, 4, 5, 6}.size() == shape_t::most);
  CHECK_THROWS_WITH((shape_t{1, 2, 3, 4, 5, 6, 7}), "shape: expected at most 6 extents, got 7");
}
