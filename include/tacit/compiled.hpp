// Declares that the kernels, networks and the trainer are compiled elsewhere, for float and double: in the library of
// the CMake target tacit::compiled, which includes this file by itself. Programs of many files build in a fraction of
// the time; everything else stays as it is. Nobody needs it: without it tacit is header-only.
#pragma once

#include "tacit/kernel/activation.hpp"
#include "tacit/kernel/avg_pool.hpp"
#include "tacit/kernel/batch_norm_backward.hpp"
#include "tacit/kernel/conv.hpp"
#include "tacit/kernel/gemm.hpp"
#include "tacit/kernel/global_pool.hpp"
#include "tacit/kernel/group_norm.hpp"
#include "tacit/kernel/l2_norm.hpp"
#include "tacit/kernel/layer_norm.hpp"
#include "tacit/kernel/max_pool.hpp"
#include "tacit/kernel/softmax.hpp"
#include "tacit/nn/detail/linear.hpp"
#include "tacit/nn/layers/activations.hpp"
#include "tacit/nn/layers/batch_norm.hpp"
#include "tacit/nn/layers/conv2d.hpp"
#include "tacit/nn/layers/linear.hpp"
#include "tacit/nn/layers/pool.hpp"
#include "tacit/nn/model.hpp"
#include "tacit/train/trainer.hpp"

// TACIT_COMPILED is `extern` where the templates are declared, and empty in the one file that instantiates them.
#ifndef TACIT_COMPILED
#define TACIT_COMPILED extern
#endif

#define TACIT_DETAIL_PRODUCTS(S)                                                                                       \
  TACIT_COMPILED template void detail::gemm_by<S>(detail::gemm_path, context const&, matrix_view<S const>,             \
                                                  matrix_view<S const>, matrix_view<S>, detail::epilogue<S> const&);   \
  TACIT_COMPILED template void gemm<S>(context const&, S, matrix_view<S const>, matrix_view<S const>, S,               \
                                       matrix_view<S>, S const*);                                                      \
  TACIT_COMPILED template void detail::conv_forward_by<S>(detail::conv_path, context const&, conv_shape const&,        \
                                                          S const*, S const*, S const*, S*);                           \
  TACIT_COMPILED template void detail::conv_backward_data_by<S>(detail::conv_path, context const&, conv_shape const&,  \
                                                                S const*, S const*, S*);                               \
  TACIT_COMPILED template void detail::conv_backward_weights_by<S>(detail::conv_path, context const&,                  \
                                                                   conv_shape const&, S const*, S const*, S*, S*);     \
  TACIT_COMPILED template void conv2d_forward<S>(context const&, conv_shape const&, S const*, S const*, S const*, S*); \
  TACIT_COMPILED template void conv2d_backward_data<S>(context const&, conv_shape const&, S const*, S const*, S*);     \
  TACIT_COMPILED template void conv2d_backward_weights<S>(context const&, conv_shape const&, S const*, S const*, S*,   \
                                                          S*);                                                         \
  TACIT_COMPILED template void detail::linear_forward<S>(context const&, index_t, index_t, index_t, S const*,          \
                                                         S const*, S const*, S*);                                      \
  TACIT_COMPILED template void detail::linear_backward<S>(context const&, index_t, index_t, index_t, S const*,         \
                                                          S const*, S const*, S*, S*, S*);

#define TACIT_DETAIL_NORMS(S)                                                                                         \
  TACIT_COMPILED template void batch_norm_statistics<S>(context const&, index_t, index_t, S const*, S*, S*);          \
  TACIT_COMPILED template void batch_norm_activate<S>(context const&, index_t, index_t, S const*, S const*, S const*, \
                                                      S const*, S const*, activation, S, S*);                         \
  TACIT_COMPILED template void batch_norm_activate_backward<S>(context const&, norm_statistics, index_t, index_t,     \
                                                               S const*, S const*, S const*, S const*, S const*,      \
                                                               activation, S, S const*, S*, S*, S*);                  \
  TACIT_COMPILED template void group_norm_forward<S>(context const&, index_t, index_t, index_t, index_t, double,      \
                                                     S const*, S const*, S const*, S*, S*, S*);                       \
  TACIT_COMPILED template void group_norm_backward<S>(context const&, index_t, index_t, index_t, index_t, S const*,   \
                                                      S const*, S const*, S const*, S const*, S*, S*, S*);            \
  TACIT_COMPILED template void layer_norm_forward<S>(context const&, index_t, index_t, double, S const*, S const*,    \
                                                     S const*, S*, S*, S*);                                           \
  TACIT_COMPILED template void layer_norm_backward<S>(context const&, index_t, index_t, S const*, S const*, S const*, \
                                                      S const*, S const*, S*, S*, S*);                                \
  TACIT_COMPILED template void l2_normalise<S>(context const&, index_t, index_t, double, S const*, S*, S*);           \
  TACIT_COMPILED template void l2_normalise_backward<S>(context const&, index_t, index_t, double, S const*, S const*, \
                                                        S const*, S*);

#define TACIT_DETAIL_POOLS(S)                                                                                         \
  TACIT_COMPILED template void max_pool_forward<S>(context const&, pool_shape const&, S const*, S*, std::int32_t*);   \
  TACIT_COMPILED template void max_pool_backward<S>(context const&, pool_shape const&, S const*, std::int32_t const*, \
                                                    S*);                                                              \
  TACIT_COMPILED template void avg_pool_forward<S>(context const&, pool_shape const&, bool, S const*, S*);            \
  TACIT_COMPILED template void avg_pool_backward<S>(context const&, pool_shape const&, bool, S const*, S*);           \
  TACIT_COMPILED template void global_avg_pool_forward<S>(context const&, index_t, index_t, index_t, S const*, S*);   \
  TACIT_COMPILED template void global_avg_pool_backward<S>(context const&, index_t, index_t, index_t, S const*, S*);  \
  TACIT_COMPILED template void global_max_pool_forward<S>(context const&, index_t, index_t, index_t, S const*, S*,    \
                                                          std::int32_t*);                                             \
  TACIT_COMPILED template void global_max_pool_backward<S>(context const&, index_t, index_t, index_t, S const*,       \
                                                           std::int32_t const*, S*);                                  \
  TACIT_COMPILED template void softmax_rows<S>(context const&, matrix_view<S const>, matrix_view<S>);                 \
  TACIT_COMPILED template void log_softmax_rows<S>(context const&, matrix_view<S const>, matrix_view<S>);             \
  TACIT_COMPILED template void softmax_rows_backward<S>(context const&, matrix_view<S const>, matrix_view<S const>,   \
                                                        matrix_view<S>);                                              \
  TACIT_COMPILED template void log_softmax_rows_backward<S>(context const&, matrix_view<S const>,                     \
                                                            matrix_view<S const>, matrix_view<S>);

#define TACIT_DETAIL_ACTIVATION(Kind, S)                                                                              \
  TACIT_COMPILED template void activate<activation::Kind, S>(context const&, S, index_t, S const*, S*);               \
  TACIT_COMPILED template void activate_backward<activation::Kind, S>(context const&, S, index_t, S const*, S const*, \
                                                                      S const*, S*);

#define TACIT_DETAIL_ACTIVATIONS(S)      \
  TACIT_DETAIL_ACTIVATION(identity, S)   \
  TACIT_DETAIL_ACTIVATION(relu, S)       \
  TACIT_DETAIL_ACTIVATION(leaky_relu, S) \
  TACIT_DETAIL_ACTIVATION(tanh, S)       \
  TACIT_DETAIL_ACTIVATION(sigmoid, S)    \
  TACIT_DETAIL_ACTIVATION(softplus, S)   \
  TACIT_DETAIL_ACTIVATION(silu, S)       \
  TACIT_DETAIL_ACTIVATION(gelu, S)       \
  TACIT_DETAIL_ACTIVATION(gelu_tanh, S)

#define TACIT_DETAIL_LAYERS(S)                                                                     \
  TACIT_COMPILED template class detail::operation_of<activation_layer<activation::relu>, S>;       \
  TACIT_COMPILED template class detail::operation_of<activation_layer<activation::leaky_relu>, S>; \
  TACIT_COMPILED template class detail::operation_of<activation_layer<activation::tanh>, S>;       \
  TACIT_COMPILED template class detail::operation_of<batch_norm_layer, S>;                         \
  TACIT_COMPILED template class detail::operation_of<conv2d_layer, S>;                             \
  TACIT_COMPILED template class detail::operation_of<linear_layer, S>;                             \
  TACIT_COMPILED template class detail::operation_of<max_pool_layer, S>;                           \
  TACIT_COMPILED template class detail::operation_of<global_avg_pool_layer, S>;

#define TACIT_DETAIL_NETWORKS(S)                                                                                 \
  TACIT_COMPILED template class network_builder<S>;                                                              \
  TACIT_COMPILED template void detail::fuse_activations<S>(detail::network_graph<S>&);                           \
  TACIT_COMPILED template detail::layout detail::forward_layout<S>(detail::network_graph<S> const&, bool);       \
  TACIT_COMPILED template detail::gradient_plan detail::plan_gradients<S>(detail::network_graph<S> const&);      \
  TACIT_COMPILED template void detail::run_forward<S>(detail::program<S> const&, context const&,                 \
                                                      detail::network_spans<S> const&, detail::workspace<S>&,    \
                                                      std::byte*, S const*);                                     \
  TACIT_COMPILED template void detail::run_backward<S>(detail::program<S> const&, context const&,                \
                                                       detail::network_spans<S> const&, detail::workspace<S>&,   \
                                                       std::byte*, matrix_view<S const>, bool, double);          \
  TACIT_COMPILED template class detail::layered_heads<S>;                                                        \
  TACIT_COMPILED template tensor<S, 2> detail::infer_rows<S, S const>(detail::program<S> const&, context const&, \
                                                                      detail::network_spans<S> const&,           \
                                                                      matrix_view<S const> const&, index_t);

#define TACIT_DETAIL_TRAINING(S)                                                                                   \
  TACIT_COMPILED template variable<S> record_softmax<S>(variable<S>);                                              \
  TACIT_COMPILED template void detail::record_network<S>(tape<S>&, any_backbone<S>&, slot, outputs<S> const&,      \
                                                         std::span<segment const>, std::span<variable<S>>,         \
                                                         std::span<detail::head_slice<S>>, detail::record_extras); \
  TACIT_COMPILED template class detail::step_passes<S>;                                                            \
  TACIT_COMPILED template class trainer<S>;

namespace tacit::inline TACIT_ABI {
TACIT_DETAIL_PRODUCTS(float)
TACIT_DETAIL_PRODUCTS(double)
TACIT_DETAIL_NORMS(float)
TACIT_DETAIL_NORMS(double)
TACIT_DETAIL_POOLS(float)
TACIT_DETAIL_POOLS(double)
TACIT_DETAIL_ACTIVATIONS(float)
TACIT_DETAIL_ACTIVATIONS(double)
TACIT_DETAIL_LAYERS(float)
TACIT_DETAIL_LAYERS(double)
TACIT_DETAIL_NETWORKS(float)
TACIT_DETAIL_NETWORKS(double)
TACIT_DETAIL_TRAINING(float)
TACIT_DETAIL_TRAINING(double)
}  // namespace tacit::inline TACIT_ABI

#undef TACIT_DETAIL_PRODUCTS
#undef TACIT_DETAIL_NORMS
#undef TACIT_DETAIL_POOLS
#undef TACIT_DETAIL_ACTIVATION
#undef TACIT_DETAIL_ACTIVATIONS
#undef TACIT_DETAIL_LAYERS
#undef TACIT_DETAIL_NETWORKS
#undef TACIT_DETAIL_TRAINING
