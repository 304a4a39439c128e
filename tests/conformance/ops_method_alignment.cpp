// Area `method`: distribution alignment by itself. Any step's predictions go through the policy that the methods use.
#include "drive.hpp"
#include "tacit/loss/softmax.hpp"
#include "tacit/ssl/target/align.hpp"

namespace conformance {
namespace {

template <class S, class Alignment>
void align_steps(run<S>& r, Alignment const& aligns, std::vector<double> const& shares = {}) {
  auto const numbers = r.list("step_numbers");
  tacit::task_info info;
  info.classes = r.shape("00.ulb_w")[1];
  info.labelled_shares = shares;
  auto state = aligns.init(info);
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    auto const at = step_prefix(k);
    auto const p = tacit::softmax(r.template in<2>(at + "ulb_w"));
    tacit::tensor<S, 2> aligned(p.extents());
    aligns(state, p.view(), static_cast<tacit::index_t>(numbers[k]), aligned.view());
    r.check(at + "aligned", aligned);
    state.visit(state_checker<run<S>>{r, at});
  }
}

tacit::index_t window(auto const& r) { return r.count("window"); }

}  // namespace

void add_alignment_operations(registry& all) {
  using tacit::align, tacit::running_mean, tacit::window_mean, tacit::recent_mean;
  all.add("method", "align_ema_uniform",
          [](auto& r) { align_steps(r, align(running_mean{r.number("m")}, tacit::uniform_shares{})); });
  all.add("method", "align_ema_target", [](auto& r) {
    align_steps(r, align(running_mean{r.number("m")}, tacit::labelled_shares{}), r.numbers("p_target"));
  });
  all.add("method", "align_queue_after", [](auto& r) {
    align_steps(r, align(window_mean{window(r)}, tacit::labelled_shares{}, {.after_use = true}), r.numbers("p_target"));
  });
  all.add("method", "align_queue_before", [](auto& r) {
    align_steps(r, align(window_mean{window(r), false}, tacit::labelled_shares{}), r.numbers("p_target"));
  });
  all.add("method", "align_list",
          [](auto& r) { align_steps(r, align(recent_mean{window(r)}, tacit::uniform_shares{}, {.epsilon = 0})); });
}

}  // namespace conformance
