// Area augment: names of the vectors to calls of the library.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "runner.hpp"
#include "tacit/data/image/blur.hpp"
#include "tacit/data/image/crop.hpp"
#include "tacit/data/image/cutout.hpp"
#include "tacit/data/image/enhance.hpp"
#include "tacit/data/image/levels.hpp"
#include "tacit/data/image/normalise.hpp"
#include "tacit/data/image/point.hpp"
#include "tacit/data/image/resize.hpp"
#include "tacit/data/image/rotate.hpp"
#include "tacit/data/image/shift.hpp"
#include "tacit/data/image/turn.hpp"
#include "tacit/data/mix.hpp"

namespace conformance {
namespace {

using tacit::index_t;
using tacit::into;
namespace image = tacit::image;

/// height x width x channels; the vectors store grey images without channels.
template <class T>
using picture = tacit::tensor<T, 3>;

template <class T>
picture<T> with_channels(tacit::tensor<T, 2> const& grey) {
  picture<T> p({grey.extent(0), grey.extent(1), 1});
  std::copy(grey.begin(), grey.end(), p.begin());
  return p;
}

template <class Run>
picture<std::uint8_t> stored_bytes(Run& run) {
  if (run.shape("image").size() == 3) return run.template bytes<3>("image");
  return with_channels(run.template bytes<2>("image"));
}

template <class Run>
picture<typename Run::scalar> stored_floats(Run& run) {
  if (run.shape("image").size() == 3) return run.template in<3>("image");
  return with_channels(run.template in<2>("image"));
}

template <class Run, class T>
void check_picture(Run& run, std::string const& name, picture<T> const& p) {
  if (run.shape("image").size() == 3)
    run.check(name, p);
  else
    run.check(name, tacit::tensor_view<T const, 2>(p.data(), {p.extent(0), p.extent(1)}));
}

/// operation(from, to), the result as large as the image.
template <class Run, class Operation>
void on_bytes(Run& run, Operation operation) {
  auto const from = stored_bytes(run);
  picture<std::uint8_t> to(from.extents());
  operation(from.view(), to.view());
  check_picture(run, "result", to);
}

void add_without_magnitude(registry& r, char const* op, void (*operation)(image::const_view, image::view)) {
  r.add("augment", op, [operation](auto& run) { on_bytes(run, operation); });
}

void add_with_magnitude(registry& r, char const* op, void (*operation)(image::const_view, image::view, double)) {
  r.add("augment", op, [operation](auto& run) {
    on_bytes(run, [&](auto from, auto to) { operation(from, to, run.number("magnitude")); });
  });
}

image::colour fill_of(std::vector<double> const& levels) {
  image::colour fill{};
  for (std::size_t c = 0; c < levels.size(); ++c) fill.at(c) = static_cast<std::uint8_t>(levels[c]);
  return fill;
}

}  // namespace

void add_augment_operations(registry& r) {
  add_without_magnitude(r, "autocontrast", image::autocontrast);
  add_without_magnitude(r, "equalize", image::equalize);
  add_without_magnitude(r, "identity", image::identity);
  add_without_magnitude(r, "invert", image::invert);
  add_without_magnitude(r, "hflip", image::hflip);
  add_with_magnitude(r, "brightness", image::brightness);
  add_with_magnitude(r, "color", image::color);
  add_with_magnitude(r, "contrast", image::contrast);
  add_with_magnitude(r, "rotate", image::rotate);
  add_with_magnitude(r, "sharpness", image::sharpness);
  add_with_magnitude(r, "shear_x", image::shear_x);
  add_with_magnitude(r, "shear_y", image::shear_y);
  add_with_magnitude(r, "solarize", image::solarize);
  add_with_magnitude(r, "translate_x", image::translate_x);
  add_with_magnitude(r, "translate_y", image::translate_y);
  r.add("augment", "posterize", [](auto& run) {
    on_bytes(run, [&](auto from, auto to) { image::posterize(from, to, run.count("magnitude")); });
  });
  r.add("augment", "crop", [](auto& run) {
    on_bytes(run, [&](auto from, auto to) {
      image::crop(from, to, run.count("top"), run.count("left"), run.count("padding"));
    });
  });
  r.add("augment", "rot90", [](auto& run) {
    auto const from = stored_bytes(run);
    index_t const turns = run.count("turns"), height = from.extent(0), width = from.extent(1);
    bool const odd = turns % 2 != 0;
    picture<std::uint8_t> to({odd ? width : height, odd ? height : width, from.extent(2)});
    image::turn(from.view(), to.view(), turns);
    check_picture(run, "result", to);
  });
  r.add("augment", "cutout", [](auto& run) {
    index_t const x0 = run.count("x0"), x1 = run.count("x1"), y0 = run.count("y0"), y1 = run.count("y1");
    auto half_open = stored_bytes(run), inclusive = half_open;
    image::cutout(half_open.view(), {y0, x0, y1, x1}, fill_of(run.list("fill")));
    image::cutout(inclusive.view(), image::pillow_rectangle(x0, y0, x1, y1), fill_of(run.list("fill")));
    check_picture(run, "result", half_open);
    check_picture(run, "result_inclusive", inclusive);
  });
  r.add("augment", "resize", [](auto& run) {
    using S = typename std::decay_t<decltype(run)>::scalar;
    auto const from = stored_bytes(run);
    picture<std::uint8_t> to({run.count("height"), run.count("width"), from.extent(2)});
    image::resize(from.view(), to.view());
    check_picture(run, "result", to);
    picture<S> unrounded(to.extents());
    image::resize(from.view(), unrounded.view());
    check_picture(run, "result_float", unrounded);
  });
  r.add("augment", "blur", [](auto& run) {
    auto const from = stored_floats(run);
    auto to = from;
    auto const kernel = image::gaussian_kernel(run.count("size"), run.number("sigma"));
    image::blur(from.view(), to.view(), kernel);
    run.check("kernel", kernel);
    check_picture(run, "result", to);
  });
  r.add("augment", "normalise", [](auto& run) {
    auto const from = stored_floats(run);
    auto to = from;
    auto const mean = run.list("mean"), deviation = run.list("std");
    image::normalise(from.view(), to.view(), mean, deviation);
    check_picture(run, "result", to);
  });
  r.add("augment", "mixup", [](auto& run) {
    auto const x = run.template in<4>("x");
    auto const y = run.template in<2>("y");
    auto mixed_x = x;
    auto mixed_y = y;
    auto const partners = run.labels("perm");
    double const lambda = static_cast<double>(run.template in<1>("lambda")(0));
    tacit::mixup(x, partners, lambda, into(mixed_x));
    tacit::mixup(y, partners, lambda, into(mixed_y));
    run.check("mixed_x", mixed_x);
    run.check("mixed_y", mixed_y);
  });
  r.add("augment", "cutmix", [](auto& run) {
    auto const x = run.template in<4>("x");  // samples, channels, height, width
    auto const y = run.template in<2>("y");
    auto mixed_x = x;
    auto mixed_y = y;
    auto const partners = run.labels("perm"), centre = run.labels("centre");
    double const lambda = static_cast<double>(run.template in<1>("lambda")(0));
    auto const box = tacit::cutmix_box(x.extent(2), x.extent(3), lambda, centre[1], centre[0]);
    double const share = tacit::cutmix_share(box, x.extent(2), x.extent(3));
    auto const channels_last = [](auto const& v) {
      auto const& e = v.extents();
      auto const& s = v.strides();
      return std::decay_t<decltype(v)>(v.data(), {e[0], e[2], e[3], e[1]}, {s[0], s[2], s[3], s[1]});
    };
    tacit::cutmix(channels_last(x.view()), partners, box, into(channels_last(mixed_x.view())));
    tacit::mixup(y, partners, share, into(mixed_y));
    run.check("mixed_x", mixed_x);
    run.check("mixed_y", mixed_y);
    run.check("box", std::vector<int>{static_cast<int>(box.left), static_cast<int>(box.top),
                                      static_cast<int>(box.right), static_cast<int>(box.bottom)});
    run.check("lambda_adjusted", share);
  });
}

}  // namespace conformance
