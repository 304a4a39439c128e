// Weak and strong views of images: bytes in, floats out.
#include "../data.hpp"
#include "tacit/data/image_views.hpp"
#include "tacit/kernel/parallel.hpp"

namespace bench {
namespace {

void add_views(std::vector<kernel_case>& cases, index_t count, index_t side, index_t channels) {
  index_t const size = side * side * channels;
  auto const add = [&](char const* kernel, tacit::augmentation const& augment) {
    auto const prepare = [=](context const& ctx) {
      auto images = std::make_shared<tacit::sample_set>();
      images->shape = {side, side, channels};
      images->count = count;
      auto const levels = random_array<float>(count * size);
      for (float v : *levels) images->bytes.push_back(static_cast<std::uint8_t>(128 + 127 * v));
      auto const out = constant_array<float>(count * size, 0);
      return std::vector<job>{
          {"tacit", [=] {
             tacit::parallel_ranges(ctx, count, 8, [&](index_t first, index_t last, int) {
               for (index_t i = first; i < last; ++i) {
                 tacit::random_stream random{1, tacit::purpose::augment, 0, static_cast<std::uint64_t>(i)};
                 augment((*images)[i], {out->data() + i * size, static_cast<std::size_t>(size)}, random);
               }
             });
           }}};
    };
    cases.push_back({kernel, "f32", extents(count, side, side, channels), limit::memory,
                     5.0 * static_cast<double>(count * size), prepare});
  };
  add("weak_image", tacit::weak_image());
  add("strong_image", tacit::strong_image());
}

}  // namespace

std::vector<kernel_case> augmentation_cases() {
  std::vector<kernel_case> cases;
  add_views(cases, 448, 28, 1);
  add_views(cases, 448, 32, 3);
  return cases;
}

}  // namespace bench
