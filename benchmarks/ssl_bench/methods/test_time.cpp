// tent and conjugate, with their settings for a run of this program: supervised training in the source domain; then the
// trained network meets the target's test samples batch by batch, and adapts to them.
#include "tacit/train/test_time.hpp"
#include "../methods.hpp"
#include "../text.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"

namespace bench {

namespace {

constexpr tacit::index_t batch = 200;
constexpr tacit::adam rule{.rate = 1e-3};

template <class Method>
prepared_method adapting(run_facts const& run, Method const& method, char const* answers) {
  test_time_answer answer = [method](tacit::any_backbone<float>& trained, tacit::task const& on, int threads) {
    auto const& test = on.data->test;
    tacit::adapting_network<float> network(trained, test.shape, method, rule, tacit::context(threads));
    auto classes = network.classify(test, on.views.none, batch);
    trained = std::move(network.network());
    return classes;
  };
  return {tacit::bind_method<float>(tacit::supervised(), run.info),
          "labelled samples alone; then " + std::to_string(method.steps) + " update of the norms for each " +
              std::to_string(batch) + " test samples, Adam, rate " + number(rule.rate) + ", answers from " + answers,
          std::move(answer)};
}

prepared_method tent(run_facts const& run) { return adapting(run, tacit::tent(), "before it"); }
prepared_method conjugate(run_facts const& run) { return adapting(run, tacit::conjugate_labels(), "after it"); }

method_entry at_test_time(char const* name, char const* idea, prepared_method (*prepare)(run_facts const&)) {
  return {.name = name,
          .idea = idea,
          .prepare = prepare,
          .form = network_form::with_norms,
          .two_domains = true,
          .page = "tent"};
}

}  // namespace

method_entry tent_entry() {
  return at_test_time("tent", "at test time the norms move until predictions are certain", &tent);
}
method_entry conjugate_entry() {
  return at_test_time("conjugate", "the same by the loss that the training loss implies, answers after the update",
                      &conjugate);
}

}  // namespace bench
