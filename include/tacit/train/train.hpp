// train: a network, a task, a method and an optimiser in; a trained model with its honest evaluation out.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tacit/train/classifier.hpp"
#include "tacit/train/run_result.hpp"
#include "tacit/train/trainer.hpp"
#include "tacit/train/weight_hash.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

template <std::floating_point Scalar>
std::string hash_of_run(trainer<Scalar>& t) {
  if (!t.student().has_host_spans()) return {};
  fnv1a hash;
  add_weights(hash, t.student().spans());
  if (&t.evaluated() != &t.student()) add_weights(hash, t.evaluated().spans());
  return hash.hex();
}

/// A callback that returns nothing never stops the run.
template <class Callback>
training_callback as_callback(Callback callback) {
  if constexpr (std::is_convertible_v<std::invoke_result_t<Callback&, training_status const&>, bool>)
    return callback;
  else
    return [callback](training_status const& s) mutable { return callback(s), true; };
}

/// What a finished trainer leaves behind. Its log is passed on its own, so that who needs the trainer no more can move
/// it.
template <class Model>
run_result<Model> result_of(trainer<backbone_scalar<Model>>& t, history log, task const& on) {
  return {t.evaluated().template get<Model>(),
          t.student().template get<Model>(),
          std::move(log),
          t.evaluation(),
          hash_of_run(t),
          on};
}

/// A backbone as it is; a description becomes a classifier with float weights, initialised from options.seed.
template <class Network>
auto backbone_of(Network network, task const& on, train_options const& options) {
  if constexpr (HasForward<Network>) {
    static_assert(
        Backbone<Network>,
        "a backbone needs forward, backward, step and average_into, and must be copyable: see docs/concepts.md");
    return network;
  } else {
    return classifier<Network>(std::move(network), shape_t(on.sample_shape()), options.seed, context(options.threads));
  }
}

}  // namespace detail

/// Trains and evaluates. `network` is a description (mlp, small_cnn, sequential(...): a classifier with float weights
/// is made of it, initialised from options.seed) or any backbone. `method` is a composition, `minimise(loss)`, a loss
/// function or a step function; `optimiser` an update rule or own_optimiser. Callbacks see a training_status after each
/// step; one that returns false ends the run cleanly. What the method needs and the task lacks is refused before step
/// 0.
template <class Network, class Method, class Optimiser, class... Callbacks>
auto train(Network network, task const& on, Method const& method, Optimiser const& optimiser,
           train_options const& options = {}, Callbacks... callbacks) {
  std::vector<training_callback> const all{detail::as_callback(std::move(callbacks))...};
  auto model = detail::backbone_of(std::move(network), on, options);
  using model_type = decltype(model);
  using scalar_type = backbone_scalar<model_type>;
  trainer<scalar_type> t(any_backbone<scalar_type>(std::move(model)), on,
                         any_optimiser<scalar_type>(optimiser, options.trained), options);
  t.run(bind_method<scalar_type>(method, t.info()), all);
  return detail::result_of<model_type>(t, std::move(t).log(), on);
}

}  // namespace tacit::inline TACIT_ABI
