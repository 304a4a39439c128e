// Predictions of a network for stored samples: inference mode, in chunks, without augmentation.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "tacit/data/augmentation.hpp"
#include "tacit/data/samples.hpp"
#include "tacit/kernel/parallel.hpp"
#include "tacit/loss/softmax.hpp"
#include "tacit/nn/any_backbone.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/tensor/repeated.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// Calls body(first, rows, input) for chunks of the chosen samples, as a network sees them: dense, rows x elements.
template <std::floating_point Scalar, class Body>
void for_each_chunk(context const& ctx, sample_set const& samples, std::span<index_t const> chosen,
                    augmentation const& plain, index_t chunk, Body const& body) {
  auto const count = static_cast<index_t>(chosen.size());
  index_t const elements = samples.elements();
  tensor<Scalar, 2> input({std::min(chunk, count), elements});
  tensor<float, 2> decoded({std::min(chunk, count), elements});

  for (index_t first = 0; first < count; first += chunk) {
    index_t const rows = std::min(chunk, count - first);
    parallel_ranges(ctx, rows, 16, [&](index_t begin, index_t end, int) {
      for (index_t i = begin; i < end; ++i) {
        index_t const which = chosen[static_cast<std::size_t>(first + i)];
        random_stream unused(0, purpose::augment);
        float* row = decoded.data() + i * elements;
        plain(samples[which], {row, static_cast<std::size_t>(elements)}, unused);
        std::copy_n(row, elements, input.data() + i * elements);
      }
    });
    body(first, rows, static_cast<Scalar const*>(input.data()));
  }
}

/// Calls use(first, logits) for chunks of the chosen samples, in inference mode.
template <std::floating_point Scalar, class Use>
void infer_samples(context const& ctx, any_backbone<Scalar>& network, sample_set const& samples,
                   std::span<index_t const> chosen, augmentation const& plain, Use const& use) {
  for_each_chunk<Scalar>(ctx, samples, chosen, plain, 500, [&](index_t first, index_t rows, Scalar const* input) {
    if (network.has_infer()) {
      auto const logits = network.infer({input, {rows, samples.elements()}});
      return use(first, matrix_view<Scalar const>(logits.view()));
    }
    segment const all{clean, 0, rows};
    pass p;
    p.segments = {&all, 1};
    p.rows = rows;
    p.sample_shape = samples.shape;
    p.normalise = pass::normalisation::running_statistics;
    p.update_running = p.differentiate = p.dropout = false;
    p.set_input(input);
    use(first, network.forward(p, slot{0}).logits);
  });
}
}  // namespace detail

/// Class of each chosen sample: argmax of the logits with running statistics, dropout off.
template <std::floating_point Scalar>
std::vector<int> predict_classes(context const& ctx, any_backbone<Scalar>& network, sample_set const& samples,
                                 std::span<index_t const> chosen, augmentation const& plain) {
  auto classes = detail::repeated<int>(chosen.size());
  detail::infer_samples(ctx, network, samples, chosen, plain, [&](index_t first, matrix_view<Scalar const> logits) {
    for (index_t i = 0; i < logits.extent(0); ++i)
      classes[static_cast<std::size_t>(first + i)] = most_probable(logits, i);
  });
  return classes;
}

/// Class probabilities of each chosen sample, a row each.
template <std::floating_point Scalar>
tensor<Scalar, 2> predict_probabilities(context const& ctx, any_backbone<Scalar>& network, sample_set const& samples,
                                        std::span<index_t const> chosen, augmentation const& plain, index_t classes) {
  tensor<Scalar, 2> p({static_cast<index_t>(chosen.size()), classes});
  detail::infer_samples(ctx, network, samples, chosen, plain, [&](index_t first, matrix_view<Scalar const> logits) {
    detail::require_extent("predict_probabilities", "columns of logits (classes)", classes, logits.extent(1));
    softmax(logits, into(p.view().rows(first, logits.extent(0))));
  });
  return p;
}

}  // namespace tacit::inline TACIT_ABI
