// Matrix products: square, those of convolutions and dense layers, and small ones.
#include "tacit/kernel/gemm.hpp"
#include "../peers/peers.hpp"

namespace bench {
namespace {

template <class S>
kernel_case product_case(index_t m, index_t n, index_t k) {
  auto const prepare = [=](context const& ctx) {
    product<S> const p{m, n, k, random_array<S>(m * k), random_array<S>(k * n, 2), constant_array<S>(m * n, 0)};
    std::vector<job> jobs;
    jobs.push_back({"tacit", [=] {
                      tacit::gemm<S>(ctx, S{1}, tacit::matrix_view<S const>(p.a->data(), {m, k}),
                                     tacit::matrix_view<S const>(p.b->data(), {k, n}), S{0},
                                     tacit::matrix_view<S>(p.c->data(), {m, n}));
                    }});
    add_eigen(jobs, ctx, p);
    add_openblas(jobs, ctx, p);
    return jobs;
  };
  double const operations = 2.0 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k);
  return {"gemm", scalar_name<S>, extents(m, n, k), limit::arithmetic, operations, prepare};
}

}  // namespace

std::vector<kernel_case> gemm_cases() {
  return {product_case<float>(1024, 1024, 1024), product_case<float>(65536, 32, 144),
          product_case<float>(16384, 128, 1152), product_case<float>(512, 1200, 784),
          product_case<float>(512, 1200, 1200),  product_case<float>(480, 10, 128),
          product_case<float>(256, 256, 256),    product_case<float>(72, 64, 64),
          product_case<float>(64, 64, 64),       product_case<float>(16, 16, 16),
          product_case<double>(1024, 1024, 1024)};
}

}  // namespace bench
