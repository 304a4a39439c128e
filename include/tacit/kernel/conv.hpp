// Two-dimensional convolution and its gradients, channels last.
#pragma once

#include "tacit/kernel/detail/conv_depthwise.hpp"
#include "tacit/kernel/detail/conv_products.hpp"
#include "tacit/kernel/detail/conv_weights.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

template <class S>
void conv_forward_by(conv_path path, context const& ctx, conv_shape const& s, S const* x, S const* w, S const* bias,
                     S* y) {
  require_conv("conv2d_forward", s);
  if (s.batch == 0) return;
  if (path == conv_path::automatic) path = choose_path<S>(s);
  if (path == conv_path::depthwise)
    depthwise_forward(ctx, s, x, w, bias, y);
  else if (path == conv_path::winograd)
    winograd_forward(ctx, s, x, w, bias, y);
  else
    forward_product(path, ctx, s, x, w, bias, y);
}

template <class S>
void conv_backward_data_by(conv_path path, context const& ctx, conv_shape const& s, S const* dy, S const* w, S* dx) {
  require_conv("conv2d_backward_data", s);
  if (s.batch == 0) return;
  if (path == conv_path::automatic) path = choose_path<S>(s);
  if (path == conv_path::depthwise)
    depthwise_backward_data(ctx, s, dy, w, dx);
  else if (path == conv_path::winograd)
    winograd_backward_data(ctx, s, dy, w, dx);
  else
    backward_product(path, ctx, s, dy, w, dx);
}

template <class S>
void conv_backward_weights_by(conv_path path, context const& ctx, conv_shape const& s, S const* x, S const* dy, S* dw,
                              S* dbias) {
  require_conv("conv2d_backward_weights", s);
  if (s.batch == 0) return;
  if (path == conv_path::automatic) path = choose_path<S>(s);
  if (path == conv_path::depthwise)
    depthwise_backward_weights(ctx, s, x, dy, dw, dbias);
  else if (path == conv_path::winograd)
    winograd_backward_weights(ctx, s, x, dy, dw, dbias);
  else
    backward_weight_product(ctx, s, x, dy, dw, dbias);
}

}  // namespace detail

/// y[n,i,j,f] = bias[f] + sum over r, q, c of x[n, i stride - padding + r dilation, j stride - padding + q dilation, c]
/// w[f,r,q,c], x being zero outside; with groups, filter f sees the channels of its group only. `bias` may be null.
/// Throws shape_error for a shape that makes no sense.
template <class S>
void conv2d_forward(context const& ctx, conv_shape const& shape, S const* x, S const* w,
                    std::type_identity_t<S> const* bias, S* y) {
  detail::conv_forward_by(detail::conv_path::automatic, ctx, shape, x, w, bias, y);
}

/// dx = the gradient of x for the gradient dy of y; overwritten.
template <class S>
void conv2d_backward_data(context const& ctx, conv_shape const& shape, S const* dy, S const* w, S* dx) {
  detail::conv_backward_data_by(detail::conv_path::automatic, ctx, shape, dy, w, dx);
}

/// dw += the gradient of w, dbias += that of the bias (unless null).
template <class S>
void conv2d_backward_weights(context const& ctx, conv_shape const& shape, S const* x, S const* dy, S* dw,
                             std::type_identity_t<S>* dbias) {
  detail::conv_backward_weights_by(detail::conv_path::automatic, ctx, shape, x, dy, dw, dbias);
}

}  // namespace tacit::inline TACIT_ABI
