#include "peers.hpp"

#if BENCH_OPENBLAS
#include <cblas.h>

namespace bench {

template <class S>
void add_openblas(std::vector<job>& jobs, context const& ctx, product<S> const& p) {
  jobs.push_back({"openblas", [p, threads = ctx.threads()] {
                    openblas_set_num_threads(threads);
                    int const m = static_cast<int>(p.m), n = static_cast<int>(p.n), k = static_cast<int>(p.k);
                    if constexpr (sizeof(S) == sizeof(float))
                      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, p.a->data(), k, p.b->data(), n,
                                  0, p.c->data(), n);
                    else
                      cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, p.a->data(), k, p.b->data(), n,
                                  0, p.c->data(), n);
                  }});
}

}  // namespace bench
#else
namespace bench {
template <class S>
void add_openblas(std::vector<job>&, context const&, product<S> const&) {}
}  // namespace bench
#endif

template void bench::add_openblas(std::vector<job>&, context const&, product<float> const&);
template void bench::add_openblas(std::vector<job>&, context const&, product<double> const&);
