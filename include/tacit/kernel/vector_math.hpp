// vector_math: exp, log, sqrt, tanh and sigmoid of whole arrays, vectorised; the same bits wherever an element lies.
#pragma once

#include "tacit/kernel/detail/vector_functions.hpp"

namespace tacit::inline TACIT_ABI {

/// y[i] = exp(x[i]), at most 2 ulp off; y may be x. Special values as in <cmath>, denormal results included.
template <class S>
void vexp(index_t n, S const* x, S* y) {
  detail::for_lanes<S>(n, [=](index_t i, auto span) TACIT_DETAIL_INLINED {
    detail::store(y + i, detail::pack_exp(detail::load(x + i, span)), span);
  });
}

/// y[i] = log(x[i]), at most 2 ulp off; -infinity at 0, NaN below.
template <class S>
void vlog(index_t n, S const* x, S* y) {
  detail::for_lanes<S>(n, [=](index_t i, auto span) TACIT_DETAIL_INLINED {
    detail::store(y + i, detail::pack_log(detail::load(x + i, span)), span);
  });
}

/// y[i] = sqrt(x[i]), at most 2 ulp off; NaN below 0.
template <class S>
void vsqrt(index_t n, S const* x, S* y) {
  detail::for_lanes<S>(n, [=](index_t i, auto span) TACIT_DETAIL_INLINED {
    detail::store(y + i, detail::pack_sqrt(detail::load(x + i, span)), span);
  });
}

/// y[i] = tanh(x[i]), at most 4 ulp off.
template <class S>
void vtanh(index_t n, S const* x, S* y) {
  detail::for_lanes<S>(n, [=](index_t i, auto span) TACIT_DETAIL_INLINED {
    detail::store(y + i, detail::pack_tanh(detail::load(x + i, span)), span);
  });
}

/// y[i] = 1 / (1 + exp(-x[i])), at most 4 ulp off, also in the tails.
template <class S>
void vsigmoid(index_t n, S const* x, S* y) {
  detail::for_lanes<S>(n, [=](index_t i, auto span) TACIT_DETAIL_INLINED {
    detail::store(y + i, detail::pack_sigmoid(detail::load(x + i, span)), span);
  });
}

}  // namespace tacit::inline TACIT_ABI
