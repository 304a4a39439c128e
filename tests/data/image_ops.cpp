// Image operations: laws that hold for every image, refusals, and the places where tables and walks could go wrong.
// (Pillow's own results are in the conformance set, area augment.)
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "tacit/data/beta.hpp"
#include "tacit/data/image/blur.hpp"
#include "tacit/data/image/crop.hpp"
#include "tacit/data/image/cutout.hpp"
#include "tacit/data/image/enhance.hpp"
#include "tacit/data/image/levels.hpp"
#include "tacit/data/image/normalise.hpp"
#include "tacit/data/image/point.hpp"
#include "tacit/data/image/resize.hpp"
#include "tacit/data/image/ring_blur.hpp"
#include "tacit/data/image/rotate.hpp"
#include "tacit/data/image/shift.hpp"
#include "tacit/data/image/turn.hpp"
#include "tacit/data/mix.hpp"
#include "tacit/kernel/random.hpp"
#include "tacit/tensor/tensor.hpp"

namespace {

using tacit::index_t;
using tacit::into;
namespace image = tacit::image;
using picture = tacit::tensor<std::uint8_t, 3>;

picture noise(index_t height, index_t width, index_t channels, std::uint64_t seed = 1) {
  picture p({height, width, channels});
  tacit::random_stream random(seed, tacit::purpose::user);
  for (auto& level : p) level = static_cast<std::uint8_t>(random.below(256));
  return p;
}

template <class Operation, class... Arguments>
picture apply(Operation operation, picture const& from, Arguments... arguments) {
  picture to(from.extents());
  operation(from.view(), to.view(), arguments...);
  return to;
}

bool same(picture const& a, picture const& b) {
  return a.extents() == b.extents() && std::equal(a.begin(), a.end(), b.begin());
}

// Every edge of the vector loops: sizes around 16, 48 and 64 elements, single rows and columns.
std::vector<picture> pictures() {
  std::vector<picture> all;
  for (index_t channels : {1, 3})
    for (auto [height, width] : std::vector<std::pair<index_t, index_t>>{
             {1, 1}, {1, 9}, {9, 1}, {2, 2}, {3, 3}, {3, 16}, {4, 17}, {5, 22}, {28, 28}, {31, 33}, {32, 32}})
      all.push_back(noise(height, width, channels));
  return all;
}

}  // namespace

TEST_CASE("magnitudes that change nothing") {
  for (auto const& p : pictures()) {
    CHECK(same(apply(image::identity, p), p));
    CHECK(same(apply(image::brightness, p, 1.0), p));
    CHECK(same(apply(image::color, p, 1.0), p));
    CHECK(same(apply(image::contrast, p, 1.0), p));
    CHECK(same(apply(image::sharpness, p, 1.0), p));
    CHECK(same(apply(image::posterize, p, index_t{8}), p));
    CHECK(same(apply(image::solarize, p, 256.0), p));
    for (double turns : {0.0, 360.0, -720.0}) CHECK(same(apply(image::rotate, p, turns), p));
    CHECK(same(apply(image::shear_x, p, 0.0), p));
    CHECK(same(apply(image::shear_y, p, 0.0), p));
    CHECK(same(apply(image::translate_x, p, 0.0), p));
    CHECK(same(apply(image::translate_y, p, 0.0), p));
    CHECK(same(apply(image::crop, p, index_t{0}, index_t{0}, index_t{0}), p));
    picture resized(p.extents());
    image::resize(p.view(), resized.view());
    CHECK(same(resized, p));
  }
}

TEST_CASE("symmetries of the pixel grid") {
  for (auto const& p : pictures()) {
    auto const flipped = apply(image::hflip, p);
    CHECK(same(apply(image::hflip, flipped), p));
    index_t const height = p.extent(0), width = p.extent(1), channels = p.extent(2);
    CHECK(flipped(height / 2, 0, channels - 1) == p(height / 2, width - 1, channels - 1));

    picture quarter({width, height, channels});
    image::turn(p.view(), quarter.view(), 1);
    CHECK(quarter(0, height - 1, 0) == p(height - 1, width - 1, 0));  // counter-clockwise: the right column on top
    CHECK(quarter(width - 1, 0, 0) == p(0, 0, 0));
    picture whole(p.extents());
    image::turn(quarter.view(), whole.view(), 3);
    CHECK(same(whole, p));
    image::turn(quarter.view(), whole.view(), -1);
    CHECK(same(whole, p));
    CHECK(same(apply(image::turn, apply(image::turn, p, index_t{2}), index_t{2}), p));
    CHECK(same(apply(image::rotate, p, 180.0), apply(image::turn, p, index_t{2})));
  }
  auto const square = noise(20, 20, 3);
  CHECK(same(apply(image::rotate, square, 90.0), apply(image::turn, square, index_t{1})));
  CHECK(same(apply(image::rotate, square, -90.0), apply(image::turn, square, index_t{3})));
}

TEST_CASE("operations that undo themselves") {
  for (auto const& p : pictures()) {
    CHECK(same(apply(image::invert, apply(image::invert, p)), p));
    CHECK(same(apply(image::solarize, p, 0.0), apply(image::invert, p)));
  }
}

TEST_CASE("point operations may work in place") {
  auto const p = noise(9, 11, 3);
  for (auto operation : {image::invert, image::autocontrast, image::equalize, image::identity}) {
    auto q = p;
    operation(q.view(), q.view());
    CHECK(same(q, apply(operation, p)));
  }
  for (auto operation : {image::brightness, image::color, image::contrast, image::solarize}) {
    auto q = p;
    operation(q.view(), q.view(), 0.3);
    CHECK(same(q, apply(operation, p, 0.3)));
  }
}

TEST_CASE("enhancing to the degenerate image, and beyond the image") {
  auto const p = noise(7, 19, 3);
  for (auto level : apply(image::brightness, p, 0.0)) CHECK(level == 0);
  auto const grey = apply(image::color, p, 0.0);
  for (index_t i = 0; i < grey.size(); i += 3) {
    auto const* pixel = p.data() + i;
    CHECK(grey.data()[i] == ((19595 * pixel[0] + 38470 * pixel[1] + 7471 * pixel[2] + 32768) >> 16));
    CHECK(grey.data()[i] == grey.data()[i + 1]);
    CHECK(grey.data()[i] == grey.data()[i + 2]);
  }
  auto const even = apply(image::contrast, p, 0.0);
  CHECK(std::count(even.begin(), even.end(), even.data()[0]) == even.size());
  auto const bright = apply(image::brightness, p, 3.0);
  for (index_t i = 0; i < p.size(); ++i) CHECK(bright.data()[i] == std::min(255, 3 * p.data()[i]));
  auto const dark = apply(image::brightness, p, -1.0);
  CHECK(std::count(dark.begin(), dark.end(), 0) == dark.size());
}

TEST_CASE("sharpness 0 smooths the inside and keeps the border") {
  picture p({5, 6, 1});
  p(2, 3, 0) = 130;
  auto const smooth = apply(image::sharpness, p, 0.0);
  CHECK(smooth(2, 3, 0) == 50);
  for (index_t r : {1, 2, 3})
    for (index_t c : {2, 3, 4})
      if (r != 2 || c != 3) CHECK(smooth(r, c, 0) == 10);
  p(0, 0, 0) = 200;
  CHECK(apply(image::sharpness, p, 0.0)(0, 0, 0) == 200);
}

TEST_CASE("autocontrast uses the whole range, equalize evens it") {
  picture p({1, 4, 1});
  for (index_t i = 0; i < 4; ++i) p(0, i, 0) = static_cast<std::uint8_t>(100 + 10 * i);
  auto const stretched = apply(image::autocontrast, p);
  CHECK(stretched(0, 0, 0) == 0);
  CHECK(stretched(0, 1, 0) == 85);
  CHECK(stretched(0, 3, 0) == 255);
  picture const constant({6, 6, 3});
  CHECK(same(apply(image::autocontrast, constant), constant));
  CHECK(same(apply(image::equalize, constant), constant));

  auto ramp = noise(64, 64, 1);
  for (auto& level : ramp) level = static_cast<std::uint8_t>(level / 8 + 60);
  auto const even = apply(image::equalize, ramp);
  CHECK(*std::min_element(even.begin(), even.end()) <= 8);
  CHECK(*std::max_element(even.begin(), even.end()) >= 247);
}

TEST_CASE("shifts fill with 0 and move by whole pixels") {
  auto const p = noise(8, 10, 3);
  auto const moved = apply(image::translate_x, p, 0.3);  // column c shows column c + 3
  for (index_t r = 0; r < 8; ++r)
    for (index_t c = 0; c < 10; ++c)
      for (index_t k = 0; k < 3; ++k) CHECK(moved(r, c, k) == (c + 3 < 10 ? p(r, c + 3, k) : 0));
  auto const down = apply(image::translate_y, p, -0.25);
  for (index_t r = 0; r < 8; ++r) CHECK(down(r, 4, 1) == (r >= 2 ? p(r - 2, 4, 1) : 0));
  for (auto operation : {image::translate_x, image::translate_y, image::shear_x, image::shear_y})
    for (double far : {50.0, -50.0}) {
      auto const gone = apply(operation, p, far);
      CHECK(std::count(gone.begin(), gone.end(), 0) == gone.size());
    }
}

TEST_CASE("a rotation keeps its centre and stays inside the image") {
  for (auto const& p : pictures()) {
    std::vector<bool> present(256);
    for (auto level : p) present[level] = true;
    present[0] = true;
    for (double degrees : {-30.0, -0.1, 7.5, 45.0, 89.0, 135.0, 300.0})
      for (auto level : apply(image::rotate, p, degrees)) CHECK(present[level]);
  }
  auto const odd = noise(9, 9, 3);
  for (double degrees = 0; degrees < 360; degrees += 13) {
    auto const turned = apply(image::rotate, odd, degrees);
    for (index_t k = 0; k < 3; ++k) CHECK(turned(4, 4, k) == odd(4, 4, k));
  }
}

TEST_CASE("crop of a reflected image equals indexing it") {
  auto const reflect = [](index_t i, index_t n) { return i < 0 ? -i : i < n ? i : 2 * (n - 1) - i; };
  for (index_t channels : {1, 3}) {
    auto const p = noise(6, 9, channels);
    index_t const padding = 5;
    for (index_t top = 0; top <= 2 * padding; ++top)
      for (index_t left = 0; left <= 2 * padding; ++left) {
        auto const part = apply(image::crop, p, top, left, padding);
        bool equal = true;
        for (index_t r = 0; r < 6; ++r)
          for (index_t c = 0; c < 9; ++c)
            for (index_t k = 0; k < channels; ++k)
              equal &= part(r, c, k) == p(reflect(r + top - padding, 6), reflect(c + left - padding, 9), k);
        CHECK(equal);
      }
  }
}

TEST_CASE("cutout fills what lies inside the image") {
  auto p = noise(6, 7, 3);
  auto const before = p;
  image::cutout(p.view(), {-3, 4, 2, 99}, {1, 2, 3});
  for (index_t r = 0; r < 6; ++r)
    for (index_t c = 0; c < 7; ++c)
      for (index_t k = 0; k < 3; ++k) CHECK(p(r, c, k) == (r < 2 && c >= 4 ? k + 1 : before(r, c, k)));
  CHECK(image::pillow_rectangle(1, 2, 3, 4) == image::box{2, 1, 5, 4});
  CHECK(image::box{4, 4, 2, 9}.area() == 0);
}

TEST_CASE("resizing a constant image keeps its level") {
  picture p({7, 5, 3});
  std::fill(p.begin(), p.end(), std::uint8_t{77});
  for (auto [height, width] : std::vector<std::pair<index_t, index_t>>{{1, 1}, {3, 9}, {14, 2}, {20, 20}}) {
    picture to({height, width, 3});
    image::resize(p.view(), to.view());
    CHECK(std::count(to.begin(), to.end(), 77) == to.size());
    tacit::tensor<double, 3> unrounded(to.extents());
    image::resize(p.view(), unrounded.view());
    for (double level : unrounded) CHECK(level == Approx(77));
  }
}

TEST_CASE("every filter resizes as Pillow 9.4 does, along rows and columns alike") {
  using enum image::resampling;
  struct expected {
    image::resampling how;
    std::vector<int> larger, smaller;
  };
  std::vector<int> const row{0, 255, 40, 200, 90, 10};
  for (auto const& [how, larger, smaller] :
       std::vector<expected>{{nearest, {0, 255, 255, 40, 40, 200, 90, 10, 10}, {0, 40, 200, 10}},
                             {box, {0, 255, 255, 40, 200, 200, 90, 10, 10}, {128, 40, 145, 10}},
                             {bilinear, {0, 128, 219, 76, 120, 182, 108, 50, 10}, {96, 129, 146, 40}},
                             {hamming, {0, 128, 249, 46, 120, 197, 93, 50, 10}, {71, 102, 167, 32}},
                             {bicubic, {0, 133, 242, 60, 113, 197, 110, 41, 5}, {97, 133, 150, 34}},
                             {lanczos, {0, 140, 247, 62, 100, 208, 120, 31, 6}, {101, 142, 143, 33}}})
    for (auto const& levels : {larger, smaller})
      for (bool upright : {false, true}) {
        auto const line = [&](std::size_t n) {
          auto const length = static_cast<index_t>(n);
          return picture(upright ? std::array<index_t, 3>{length, 1, 1} : std::array<index_t, 3>{1, length, 1});
        };
        picture from = line(row.size()), to = line(levels.size());
        std::copy(row.begin(), row.end(), from.begin());
        image::resize(from.view(), to.view(), how);
        CHECK(std::vector<int>(to.begin(), to.end()) == levels);
      }
}

TEST_CASE("a ring blur is the mean of the ring, and keeps two pixels of border") {
  for (auto const& p : pictures()) {
    auto const blurred = apply(image::ring_blur, p);
    for (index_t r = 0; r < p.extent(0); ++r)
      for (index_t c = 0; c < p.extent(1); ++c)
        for (index_t k = 0; k < p.extent(2); ++k) {
          bool const inside = r >= 2 && c >= 2 && r + 2 < p.extent(0) && c + 2 < p.extent(1);
          double sum = 0;
          for (index_t i = -2; inside && i <= 2; ++i)
            for (index_t j = -2; j <= 2; ++j)
              if (std::max(std::abs(i), std::abs(j)) == 2) sum += p(r + i, c + j, k);
          CHECK(blurred(r, c, k) == (inside ? std::floor(sum / 16 + 0.5) : p(r, c, k)));
        }
  }
}

TEST_CASE("a blur keeps constants, and spreads a point into its kernel") {
  auto const kernel = image::gaussian_kernel(5, 1.0);
  CHECK(kernel[2] > kernel[1]);
  CHECK(kernel[0] == kernel[4]);
  tacit::tensor<double, 3> x({9, 9, 1}), y({9, 9, 1});
  x(4, 4, 0) = 1;
  image::blur(std::as_const(x).view(), y.view(), kernel);
  for (index_t r = 0; r < 5; ++r)
    for (index_t c = 0; c < 5; ++c)
      CHECK(y(r + 2, c + 2, 0) ==
            Approx(kernel[static_cast<std::size_t>(r)] * kernel[static_cast<std::size_t>(c)]).epsilon(1e-12));
  std::fill(x.begin(), x.end(), 0.25);
  image::blur(std::as_const(x).view(), y.view(), kernel);
  for (double level : y) CHECK(level == Approx(0.25).epsilon(1e-12));
}

TEST_CASE("mixup and cutmix") {
  tacit::tensor<double, 2> y({3, 2}), mixed({3, 2});
  y(0, 0) = y(1, 1) = y(2, 0) = 1;
  std::vector<int> const partners{1, 2, 0};
  tacit::mixup(y, partners, 0.75, into(mixed));
  CHECK(mixed(0, 0) == 0.75);
  CHECK(mixed(0, 1) == 0.25);
  CHECK(mixed(2, 0) == 1);
  tacit::mixup(y, partners, 1.0, into(mixed));
  CHECK(std::equal(y.begin(), y.end(), mixed.begin()));

  auto const box = tacit::cutmix_box(8, 8, 0.75, 1, 7);  // side 4 about (1, 7)
  CHECK(box == image::box{0, 5, 3, 8});
  CHECK(tacit::cutmix_share(box, 8, 8) == 1 - 9 / 64.0);
  tacit::tensor<float, 4> x({2, 8, 8, 3}), z({2, 8, 8, 3});
  for (index_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(i);
  tacit::cutmix(x, std::vector<index_t>{1, 0}, box, into(z));
  for (index_t r = 0; r < 8; ++r)
    for (index_t c = 0; c < 8; ++c) CHECK(z(0, r, c, 2) == x(r < 3 && c >= 5 ? 1 : 0, r, c, 2));
}

TEST_CASE("draws from Beta have its moments") {
  for (auto [a, b] : std::vector<std::pair<double, double>>{{0.75, 0.75}, {1, 1}, {0.1, 0.1}, {4, 2}}) {
    double sum = 0, squares = 0;
    index_t const n = 20000;
    for (index_t i = 0; i < n; ++i) {
      tacit::random_stream random(7, tacit::purpose::mix, 0, static_cast<std::uint64_t>(i));
      double const x = tacit::draw_beta(random, a, b);
      REQUIRE((x >= 0 && x <= 1));
      sum += x;
      squares += x * x;
    }
    double const mean = sum / n, variance = squares / n - mean * mean;
    CHECK(mean == Approx(a / (a + b)).margin(0.01));
    CHECK(variance == Approx(a * b / ((a + b) * (a + b) * (a + b + 1))).margin(0.01));
  }
  tacit::random_stream random(7, tacit::purpose::mix);
  for (int i = 0; i < 100; ++i) CHECK(std::isfinite(tacit::draw_beta(random, 1e-4, 1e-4)));
}

TEST_CASE("image operations refuse what does not fit") {
  auto p = noise(6, 7, 3);
  picture other({6, 8, 3}), two({6, 7, 2}), to({6, 7, 3});
  CHECK_THROWS_AS(image::invert(p.view(), other.view()), tacit::shape_error);
  CHECK_THROWS_AS(image::invert(two.view(), two.view()), tacit::shape_error);
  CHECK_THROWS_WITH(image::invert(two.view(), two.view()), Catch::Contains("expected 1 or 3, got 2"));
  for (auto operation : {image::rotate, image::sharpness, image::shear_x, image::translate_y})
    CHECK_THROWS_AS(operation(p.view(), p.view(), 0.5), tacit::value_error);
  image::const_view const every_other(p.data(), {3, 7, 3}, {42, 3, 1});
  picture half({3, 7, 3});
  CHECK_THROWS_AS(image::invert(every_other, half.view()), tacit::shape_error);
  CHECK_THROWS_AS(image::posterize(p.view(), to.view(), 9), tacit::value_error);
  double const nan = std::nan("");
  for (auto operation : {image::rotate, image::shear_x, image::translate_x, image::brightness, image::sharpness})
    CHECK_THROWS_AS(operation(p.view(), to.view(), nan), tacit::value_error);
  CHECK_THROWS_AS(image::solarize(p.view(), to.view(), nan), tacit::value_error);
  CHECK_THROWS_AS(image::crop(p.view(), to.view(), 0, 0, 6), tacit::value_error);
  CHECK_THROWS_AS(image::crop(p.view(), to.view(), 5, 0, 2), tacit::value_error);
  CHECK_THROWS_AS(image::crop(p.view(), to.view(), 0, -1, 2), tacit::value_error);
  CHECK_THROWS_AS(image::turn(p.view(), to.view(), 1), tacit::shape_error);
  CHECK_THROWS_AS(image::gaussian_kernel(4, 1), tacit::value_error);
  CHECK_THROWS_AS(image::gaussian_kernel(5, 0), tacit::value_error);

  tacit::tensor<float, 2> y({3, 2}), mixed({3, 2});
  CHECK_THROWS_AS(tacit::mixup(y, std::vector<int>{0, 1}, 0.5, into(mixed)), tacit::shape_error);
  CHECK_THROWS_AS(tacit::mixup(y, std::vector<int>{0, 1, 3}, 0.5, into(mixed)), tacit::value_error);
  CHECK_THROWS_AS(tacit::mixup(y, std::vector<int>{0, 1, 2}, 1.5, into(mixed)), tacit::value_error);
  CHECK_THROWS_AS(tacit::mixup(y, std::vector<int>{0, 1, 2}, 0.5, into(y)), tacit::value_error);
  tacit::random_stream random(1, tacit::purpose::mix);
  CHECK_THROWS_AS(tacit::draw_beta(random, 0, 1), tacit::value_error);
}
