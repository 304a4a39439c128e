#include "peers.hpp"

#if __has_include(<Eigen/Core>)
#include <Eigen/Core>

namespace bench {

template <class S>
void add_eigen(std::vector<job>& jobs, context const& ctx, product<S> const& p) {
  using matrix = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  jobs.push_back({"eigen", [p, threads = ctx.threads()] {
                    Eigen::setNbThreads(threads);
                    Eigen::Map<matrix const> const a(p.a->data(), p.m, p.k), b(p.b->data(), p.k, p.n);
                    Eigen::Map<matrix> c(p.c->data(), p.m, p.n);
                    c.noalias() = a * b;
                  }});
}

}  // namespace bench
#else
namespace bench {
template <class S>
void add_eigen(std::vector<job>&, context const&, product<S> const&) {}
}  // namespace bench
#endif

template void bench::add_eigen(std::vector<job>&, context const&, product<float> const&);
template void bench::add_eigen(std::vector<job>&, context const&, product<double> const&);
