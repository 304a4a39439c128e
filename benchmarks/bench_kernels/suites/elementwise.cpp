// Activations and softmax.
#include "../data.hpp"
#include "tacit/kernel/activation.hpp"
#include "tacit/kernel/softmax.hpp"

namespace bench {
namespace {

using tacit::activation;

template <activation Kind>
void add_activation(std::vector<kernel_case>& cases, std::string const& name) {
  constexpr index_t n = index_t{16} << 20;
  auto const add = [&](std::string const& kernel, double bytes, auto const& make) {
    cases.push_back({kernel, "f32", extents(n), limit::memory, bytes * double(n), [make](context const& ctx) {
                       return std::vector<job>{{"tacit", make(ctx)}};
                     }});
  };
  add(name, 8, [](context const& ctx) {
    return [=, x = random_array<float>(n), y = constant_array<float>(n, 0)] {
      tacit::activate<Kind, float>(ctx, 0.1f, n, x->data(), y->data());
    };
  });
  add(name + "_backward", 12, [](context const& ctx) {
    return [=, x = random_array<float>(n), dy = random_array<float>(n, 2), dx = constant_array<float>(n, 0)] {
      tacit::activate_backward<Kind, float>(ctx, 0.1f, n, x->data(), x->data(), dy->data(), dx->data());
    };
  });
}

void add_softmax(std::vector<kernel_case>& cases, index_t rows, index_t classes) {
  index_t const n = rows * classes;
  auto const add = [&](char const* kernel, double bytes, auto const& make) {
    cases.push_back({kernel, "f32", extents(rows, classes), limit::memory, bytes * static_cast<double>(n),
                     [make](context const& ctx) {
                       return std::vector<job>{{"tacit", make(ctx)}};
                     }});
  };
  auto const view = [=](array<float> const& a) { return tacit::matrix_view<float>(a->data(), {rows, classes}); };
  add("softmax", 8, [=](context const& ctx) {
    return [=, z = random_array<float>(n), p = constant_array<float>(n, 0)] {
      tacit::softmax_rows<float>(ctx, view(z), view(p));
    };
  });
  add("log_softmax", 8, [=](context const& ctx) {
    return [=, z = random_array<float>(n), p = constant_array<float>(n, 0)] {
      tacit::log_softmax_rows<float>(ctx, view(z), view(p));
    };
  });
  add("softmax_backward", 12, [=](context const& ctx) {
    return [=, p = random_array<float>(n), dp = random_array<float>(n, 2), dz = constant_array<float>(n, 0)] {
      tacit::softmax_rows_backward<float>(ctx, view(p), view(dp), view(dz));
    };
  });
}

}  // namespace

std::vector<kernel_case> elementwise_cases() {
  std::vector<kernel_case> cases;
  add_activation<activation::relu>(cases, "relu");
  add_activation<activation::leaky_relu>(cases, "leaky_relu");
  add_activation<activation::tanh>(cases, "tanh");
  add_activation<activation::gelu>(cases, "gelu");
  add_softmax(cases, 65536, 10);
  add_softmax(cases, 65536, 128);
  return cases;
}

}  // namespace bench
