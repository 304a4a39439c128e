// Views: what each augmentation does to a sample, that it depends on sample and random numbers alone, and refusals.
#include "tacit/data/augmentation.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <span>
#include <vector>

#include "small_sets.hpp"
#include "tacit/data/fill_rows.hpp"
#include "tacit/data/views.hpp"

namespace {

using tacit::index_t;

std::vector<float> view_of_sample(tacit::augmentation const& augment, tacit::sample const& s, std::uint64_t draw = 0) {
  std::vector<float> out(static_cast<std::size_t>(s.is_image() ? s.bytes.size() : s.values.size()), -1e9f);
  tacit::random_stream random(1, tacit::purpose::augment, draw);
  augment(s, out, random);
  return out;
}

}  // namespace

TEST_CASE("channel statistics") {
  auto const data = noise_images(40, 3);
  auto const measured = tacit::measure_channels(data.train);
  for (std::size_t c = 0; c < 3; ++c) {
    double sum = 0, squares = 0, n = 0;
    for (std::size_t i = c; i < data.train.bytes.size(); i += 3, ++n) sum += data.train.bytes[i] / 255.0;
    for (std::size_t i = c; i < data.train.bytes.size(); i += 3)
      squares += std::pow(data.train.bytes[i] / 255.0 - sum / n, 2);
    CHECK(measured.mean[c] == Approx(sum / n).epsilon(1e-12));
    CHECK(measured.deviation[c] == Approx(std::sqrt(squares / n)).epsilon(1e-9));
  }
  auto const rows = tacit::measure_channels(numbered_rows(101).train);
  CHECK(rows.mean[0] == Approx(50));
  CHECK(rows.deviation[0] == Approx(std::sqrt((101.0 * 101 - 1) / 12)));
  tacit::sample_set flat{{1, 2, 1}, 1, {9, 9}, {}};
  CHECK(tacit::measure_channels(flat).deviation[0] == 1);
  CHECK_THROWS_AS(tacit::measure_channels(tacit::sample_set{}), tacit::value_error);
}

TEST_CASE("the plain view normalises every pixel by its channel") {
  for (index_t channels : {1, 3}) {
    auto const data = noise_images(5, channels);
    auto const statistics = tacit::measure_channels(data.train);
    auto const out = view_of_sample(tacit::plain_image(statistics), data.train[2]);
    for (std::size_t i = 0; i < out.size(); ++i) {
      auto const c = i % static_cast<std::size_t>(channels);
      CHECK(out[i] ==
            Approx((data.train[2].bytes[i] / 255.0 - statistics.mean[c]) / statistics.deviation[c]).margin(1e-5));
    }
    auto const unit = view_of_sample(tacit::plain_image(), data.train[2]);
    for (std::size_t i = 0; i < unit.size(); ++i) CHECK(unit[i] == Approx(data.train[2].bytes[i] / 255.0));
  }
}

TEST_CASE("a weak view without flip and padding is the plain view") {
  auto const data = noise_images(6, 3);
  auto const statistics = tacit::measure_channels(data.train);
  auto const weak = tacit::weak_image({.flip = false, .pad = 0, .normalise = statistics});
  for (index_t i = 0; i < 6; ++i)
    CHECK(view_of_sample(weak, data.train[i], 9) == view_of_sample(tacit::plain_image(statistics), data.train[i]));
}

TEST_CASE("a weak view is one of the flipped and shifted images") {
  for (index_t channels : {1, 3}) {
    auto const data = noise_images(1, channels);
    auto const s = data.train[0];
    index_t const height = 12, width = 10, padding = 2;  // 0.2 of the shorter side
    auto const reflect = [](index_t i, index_t n) { return i < 0 ? -i : i < n ? i : 2 * (n - 1) - i; };
    std::set<std::vector<float>> possible, seen;
    for (bool flip : {false, true})
      for (index_t top = -padding; top <= padding; ++top)
        for (index_t left = -padding; left <= padding; ++left) {
          std::vector<float> v;
          for (index_t r = 0; r < height; ++r)
            for (index_t c = 0; c < width; ++c)
              for (index_t k = 0; k < channels; ++k) {
                index_t column = reflect(c + left, width);
                if (flip) column = width - 1 - column;
                auto const level =
                    s.bytes[static_cast<std::size_t>((reflect(r + top, height) * width + column) * channels + k)];
                v.push_back(std::round(static_cast<float>(level)));
              }
          possible.insert(v);
        }
    for (std::uint64_t draw = 0; draw < 600; ++draw) {
      auto v = view_of_sample(tacit::weak_image({.pad = 0.2}), s, draw);
      for (float& x : v) x = std::round(x * 255);
      CHECK(possible.count(v) == 1);
      seen.insert(v);
    }
    CHECK(seen.size() == possible.size());
  }
}

TEST_CASE("a strong view without operations and cutout is the weak view") {
  auto const data = noise_images(3, 1);
  auto const strong = tacit::strong_image({.operations = {.operations = 0}, .cutout = {.side = 0}});
  for (std::uint64_t draw = 0; draw < 20; ++draw)
    CHECK(view_of_sample(strong, data.train[1], draw) == view_of_sample(tacit::weak_image(), data.train[1], draw));
}

TEST_CASE("views are functions of sample and random numbers, and stay in range") {
  for (index_t channels : {1, 3}) {
    auto const data = noise_images(20, channels);
    for (auto const& augment : {tacit::plain_image(), tacit::weak_image(), tacit::strong_image(),
                                tacit::strong_image({.operations = tacit::fixmatch_rand_augment()})})
      for (index_t i = 0; i < 20; ++i) {
        auto const a = view_of_sample(augment, data.train[i], static_cast<std::uint64_t>(i));
        CHECK(a == view_of_sample(augment, data.train[i], static_cast<std::uint64_t>(i)));
        CHECK(*std::min_element(a.begin(), a.end()) >= 0);
        CHECK(*std::max_element(a.begin(), a.end()) <= 1.000001f);
      }
    std::set<std::vector<float>> different;
    for (std::uint64_t draw = 0; draw < 50; ++draw)
      different.insert(view_of_sample(tacit::strong_image(), data.train[0], draw));
    CHECK(different.size() >= 49);
  }
}

TEST_CASE("noise on features has the scale that was asked for") {
  auto const data = numbered_rows(10);
  CHECK(view_of_sample(tacit::plain_features(), data.train[7])[0] == 7);
  CHECK(view_of_sample(tacit::gaussian_noise_features({.sigma = 0}), data.train[7])[0] == 7);
  auto const noisy = tacit::gaussian_noise_features({.sigma = 0.5, .scale = {1, 4}});
  double first = 0, second = 0, both = 0;
  for (std::uint64_t draw = 0; draw < 4000; ++draw) {
    auto const v = view_of_sample(noisy, data.train[3], draw);
    double const a = v[0] - 3.0, b = static_cast<double>(v[1]) - static_cast<double>(data.train[3].values[1]);
    first += a * a / 4000, second += b * b / 4000, both += a * b / 4000;
  }
  CHECK(std::sqrt(first) == Approx(0.5).epsilon(0.05));
  CHECK(std::sqrt(second) == Approx(2).epsilon(0.05));
  CHECK(both == Approx(0).margin(0.05));
}

TEST_CASE("several views at a time are the views one by one") {
  auto const images = noise_images(70, 3), rows = numbered_rows(70);
  tacit::augmentation const of_several = [](std::span<tacit::sample const> samples, std::span<float> out,
                                            std::span<tacit::random_stream> random) {
    std::size_t const width = out.size() / samples.size();
    for (std::size_t i = 0; i < samples.size(); ++i)
      for (std::size_t c = 0; c < width; ++c) out[i * width + c] = float(random[i].uniform()) + samples[i].values[c];
  };
  struct {
    tacit::augmentation view;
    tacit::sample_set const& samples;
    bool together;
  } const cases[] = {{tacit::weak_image(), images.train, false},
                     {tacit::strong_image(), images.train, false},
                     {tacit::plain_features(), rows.train, false},
                     {tacit::gaussian_noise_features({.sigma = 0.5, .scale = {1, 4}}), rows.train, true},
                     {of_several, rows.train, true}};
  for (auto const& c : cases) {
    CHECK(c.view.together() == c.together);
    for (int threads : {1, 3}) {
      auto const width = static_cast<std::size_t>(c.samples.elements());
      std::vector<float> floats(70 * width), expected;
      std::vector<double> doubles(70 * width);
      tacit::fill_rows(tacit::context(threads), c.samples, c.view, 0, 70, floats.data(), 1);
      tacit::fill_rows(tacit::context(threads), c.samples, c.view, 0, 70, doubles.data(), 1);
      for (index_t i = 0; i < 70; ++i) {
        std::vector<float> one(width);
        tacit::random_stream random(1, tacit::purpose::augment, 0, static_cast<std::uint64_t>(i));
        c.view(c.samples[i], one, random);
        expected.insert(expected.end(), one.begin(), one.end());
      }
      CHECK(floats == expected);
      CHECK(std::equal(doubles.begin(), doubles.end(), expected.begin()));
    }
  }
}

TEST_CASE("default views follow the kind of data") {
  auto const rows = numbered_rows(50);
  auto const of_rows = tacit::default_views(rows);
  CHECK(view_of_sample(of_rows.none, rows.train[4])[0] == 4);
  double weak = 0, strong = 0;
  for (std::uint64_t draw = 0; draw < 500; ++draw) {
    weak += std::abs(view_of_sample(of_rows.weak, rows.train[4], draw)[0] - 4.f);
    strong += std::abs(view_of_sample(of_rows.strong, rows.train[4], draw)[0] - 4.f);
  }
  CHECK(strong == Approx(4 * weak).epsilon(0.15));  // 0.2 and 0.05 deviations

  auto const images = noise_images(10, 3);
  auto const of_images = tacit::default_views(images);
  double sum = 0, n = 0;
  for (index_t i = 0; i < 10; ++i)
    for (float x : view_of_sample(of_images.none, images.train[i])) sum += static_cast<double>(x), ++n;
  CHECK(sum / n == Approx(0).margin(1e-5));
  CHECK(&of_images.at(tacit::strong.strength) == &of_images.strong);
  CHECK(&of_images.at(tacit::clean.strength) == &of_images.none);

  tacit::dataset digits;
  digits.name = "mnist";
  CHECK_FALSE(tacit::may_flip(digits));
  CHECK(tacit::may_flip(images));
}

TEST_CASE("augmentations refuse samples of another kind or size") {
  auto const images = noise_images(1, 3);
  auto const rows = numbered_rows(1);
  std::vector<float> out(2), large(360);
  tacit::random_stream random(1, tacit::purpose::augment);
  CHECK_THROWS_AS(tacit::weak_image()(rows.train[0], out, random), tacit::value_error);
  CHECK_THROWS_AS(tacit::plain_features()(images.train[0], large, random), tacit::value_error);
  CHECK_THROWS_AS(tacit::strong_image()(images.train[0], out, random), tacit::shape_error);
  CHECK_THROWS_AS(tacit::plain_image()(images.train[0], out, random), tacit::shape_error);
  CHECK_THROWS_AS(tacit::gaussian_noise_features({.scale = {1, 2, 3}})(rows.train[0], out, random), tacit::shape_error);
  CHECK_THROWS_AS(tacit::plain_image({{0.5}, {0.5}})(images.train[0], large, random), tacit::shape_error);
  CHECK_THROWS_AS(tacit::plain_image({{0.5}, {0}}), tacit::value_error);
  CHECK_THROWS_AS(tacit::plain_image({{0.5, 0.5}, {1, 1}}), tacit::value_error);
  CHECK_THROWS_AS(tacit::weak_image({.pad = -0.1}), tacit::value_error);
  CHECK_THROWS_AS(tacit::gaussian_noise_features({.sigma = -1}), tacit::value_error);
}
