// Inference of any number of rows: in chunks, each on one thread, small enough to stay near the processor.
#pragma once

#include <algorithm>

#include "tacit/nn/detail/execute.hpp"
#include "tacit/nn/detail/slots.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Rows whose largest value between two layers takes 4 MiB; from 32 on, for products of fewer rows pay more for packing
/// the weights.
template <class Scalar>
index_t near_rows(network_graph<Scalar> const& g) {
  index_t largest = 1;
  for (index_t n : g.elements) largest = std::max(largest, n);
  return std::clamp<index_t>((index_t{4} << 20) / (largest * static_cast<index_t>(sizeof(Scalar))), 32, 256);
}

/// Logits of x (rows x elements) by the running statistics, without dropout; nothing is kept.
template <class Scalar, class From>
tensor<Scalar, 2> infer_rows(program<Scalar> const& p, context const& ctx, network_spans<Scalar> const& spans,
                             matrix_view<From> const& x, index_t chunk) {
  tensor<Scalar, 2> logits({x.extent(0), p.graph.elements[p.graph.logits]});
  parallel_ranges(ctx, x.extent(0), chunk, [&](index_t first, index_t last, int worker) {
    context const own = ctx.of_worker(worker);
    index_t const rows = last - first;
    workspace<Scalar> w;
    w.mode = {.batch_statistics = false, .update_running = false, .differentiate = false, .dropout = false};
    w.prepare(p, rows, false);
    scratch_frame frame(own);
    auto* scratch = frame.take<std::byte>(w.scratch_bytes());
    auto* dense = frame.take<Scalar>(rows * x.extent(1));
    copy_rows(x.rows(first, rows), dense);
    run_forward(p, own, spans, w, scratch, static_cast<Scalar const*>(dense));
    auto const made = outputs_of(p, w).logits;
    std::copy_n(made.data(), made.size(), logits.data() + first * logits.extent(1));
  });
  return logits;
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
