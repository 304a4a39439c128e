// Norms of channels-last activations, forward and backward.
#include "../data.hpp"
#include "tacit/kernel/batch_norm_backward.hpp"
#include "tacit/kernel/group_norm.hpp"
#include "tacit/kernel/layer_norm.hpp"

namespace bench {
namespace {

/// What all norms have: x, dy, y or dx, and numbers by channel or sample.
struct norm_data {
  array<float> x, dy, y, mean, inverse, gamma, beta, dgamma, dbeta;
  norm_data(index_t elements, index_t statistics, index_t channels)
      : x(random_array<float>(elements)),
        dy(random_array<float>(elements, 2)),
        y(constant_array<float>(elements, 0)),
        mean(constant_array<float>(statistics, 0)),
        inverse(constant_array<float>(statistics, 1)),
        gamma(constant_array<float>(channels, 1)),
        beta(constant_array<float>(channels, 0)),
        dgamma(constant_array<float>(channels, 0)),
        dbeta(constant_array<float>(channels, 0)) {}
};

template <class Make>
kernel_case norm_case(char const* kernel, std::string const& shape, double passes, index_t elements, Make const& make) {
  return {kernel, "f32", shape, limit::memory, passes * 4 * static_cast<double>(elements), [make](context const& ctx) {
            return std::vector<job>{{"tacit", make(ctx)}};
          }};
}

void add_batch_norm(std::vector<kernel_case>& cases, index_t rows, index_t channels) {
  index_t const n = rows * channels;
  auto const shape = extents(rows, channels);
  cases.push_back(norm_case("batch_norm_statistics", shape, 1, n, [=](context const& ctx) {
    return [=, d = norm_data(n, channels, channels)] {
      tacit::batch_norm_statistics<float>(ctx, rows, channels, d.x->data(), d.mean->data(), d.inverse->data());
    };
  }));
  cases.push_back(norm_case("batch_norm_relu", shape, 2, n, [=](context const& ctx) {
    return [=, d = norm_data(n, channels, channels)] {
      tacit::batch_norm_activate<float>(ctx, rows, channels, d.x->data(), d.mean->data(), d.inverse->data(),
                                        d.gamma->data(), d.beta->data(), tacit::activation::relu, 0.0f, d.y->data());
    };
  }));
  // Two passes: the sums, then dx.
  cases.push_back(norm_case("batch_norm_relu_backward", shape, 5, n, [=](context const& ctx) {
    return [=, d = norm_data(n, channels, channels)] {
      tacit::batch_norm_activate_backward<float>(ctx, tacit::norm_statistics::batch, rows, channels, d.x->data(),
                                                 d.mean->data(), d.inverse->data(), d.gamma->data(), d.beta->data(),
                                                 tacit::activation::relu, 0.0f, d.dy->data(), d.y->data(),
                                                 d.dgamma->data(), d.dbeta->data());
    };
  }));
}

void add_group_norm(std::vector<kernel_case>& cases, index_t samples, index_t positions, index_t channels,
                    index_t groups) {
  index_t const n = samples * positions * channels;
  auto const shape = extents(samples, positions, channels);
  cases.push_back(norm_case("group_norm_forward", shape, 2, n, [=](context const& ctx) {
    return [=, d = norm_data(n, samples * groups, channels)] {
      tacit::group_norm_forward<float>(ctx, samples, positions, channels, groups, 1e-5, d.x->data(), d.gamma->data(),
                                       d.beta->data(), d.mean->data(), d.inverse->data(), d.y->data());
    };
  }));
  cases.push_back(norm_case("group_norm_backward", shape, 3, n, [=](context const& ctx) {
    return [=, d = norm_data(n, samples * groups, channels)] {
      tacit::group_norm_backward<float>(ctx, samples, positions, channels, groups, d.x->data(), d.gamma->data(),
                                        d.mean->data(), d.inverse->data(), d.dy->data(), d.y->data(), d.dgamma->data(),
                                        d.dbeta->data());
    };
  }));
}

void add_layer_norm(std::vector<kernel_case>& cases, index_t rows, index_t channels) {
  index_t const n = rows * channels;
  auto const shape = extents(rows, channels);
  cases.push_back(norm_case("layer_norm_forward", shape, 2, n, [=](context const& ctx) {
    return [=, d = norm_data(n, rows, channels)] {
      tacit::layer_norm_forward<float>(ctx, rows, channels, 1e-5, d.x->data(), d.gamma->data(), d.beta->data(),
                                       d.mean->data(), d.inverse->data(), d.y->data());
    };
  }));
  cases.push_back(norm_case("layer_norm_backward", shape, 3, n, [=](context const& ctx) {
    return [=, d = norm_data(n, rows, channels)] {
      tacit::layer_norm_backward<float>(ctx, rows, channels, d.x->data(), d.gamma->data(), d.mean->data(),
                                        d.inverse->data(), d.dy->data(), d.y->data(), d.dgamma->data(),
                                        d.dbeta->data());
    };
  }));
}

}  // namespace

std::vector<kernel_case> norm_cases() {
  std::vector<kernel_case> cases;
  add_batch_norm(cases, 480 * 28 * 28, 32);
  add_batch_norm(cases, 480 * 14 * 14, 64);
  add_batch_norm(cases, 512 * 8 * 8, 128);
  add_group_norm(cases, 128, 32 * 32, 64, 8);
  add_layer_norm(cases, 8192, 1200);
  return cases;
}

}  // namespace bench
