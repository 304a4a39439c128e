// transfer, with its settings for a run of this program.
#include "tacit/train/transfer.hpp"
#include <algorithm>

#include "../methods.hpp"
#include "../text.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"
#include "tacit/ssl/term/rotation_guess.hpp"

namespace bench {

namespace {

/// Half of the steps learn features from the pool without a label, a tenth a linear probe on the frozen features, the
/// rest fine-tunes everything.
prepared_method prepare(run_facts const& run) {
  auto const share = [&](tacit::index_t tenths) { return std::max<tacit::index_t>(1, tenths * run.info.steps / 10); };
  auto const first = share(5), second = share(1), third = share(4);
  training_procedure procedure = [=](tacit::training<float> with, tacit::any_backbone<float> const& network,
                                     tacit::task const& on) {
    with.options.steps = first;
    auto t = with.run(network, on,
                      tacit::method(tacit::separate, tacit::rotation_guess(tacit::weak, tacit::constant{1})), 0);
    if (!tacit::was_finished(*t)) return t;
    auto start = network;  // without the rotation head
    tacit::transfer_weights(t->evaluated(), start);

    with.options.steps = second;
    with.options.trained = tacit::head_of(start.spans().blocks);
    t = with.run(std::move(start), on, tacit::probe(), 1);
    if (!tacit::was_finished(*t)) return t;

    with.options.steps = third;
    with.options.trained = {};
    return with.run(t->student(), on, tacit::supervised(), 2);
  };
  return {std::move(procedure), "quarter turns of the pool for " + std::to_string(first) +
                                    " steps, a linear probe for " + std::to_string(second) + ", fine-tuning for " +
                                    std::to_string(third)};
}

}  // namespace

method_entry transfer_entry() {
  return {.name = "transfer",
          .idea = "features learned from quarter turns of the pool, then labels; images alone",
          .prepare = &prepare,
          .images_alone = true};
}

}  // namespace bench
