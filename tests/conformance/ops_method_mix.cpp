// Area `method`: presets that mix samples.
#include "drive.hpp"
#include "tacit/ssl/methods/ict.hpp"

namespace conformance {
namespace {

template <class Run>
void ict(Run& r) {
  tacit::ict_options const options{.weight = r.number("lam"), .length = r.number("T")};
  layout const views{.student = {{tacit::mixed(tacit::labelled), "lb_mix"}, {tacit::mixed(tacit::weak), "ulb_mix"}},
                     .teacher = {{tacit::weak, "ulb_t"}},
                     .draws = {{draw::permutation, 0, "perm_lb"},
                               {draw::permutation, 1, "perm_ulb"},
                               {draw::beta, 0, "lambda_lb"},
                               {draw::beta, 1, "lambda_ulb"}}};
  auto const mode = r.text("mode");
  if (mode == "logits")
    drive(r, tacit::ict_logits(options), views);
  else if (mode == "probs")
    drive(r, tacit::ict(options), views);
  else
    throw bad_input("ict: mode: expected logits or probs, got " + mode);
}

}  // namespace

void add_method_mix_operations(registry& all) {
  all.add("method", "ict", [](auto& r) { ict(r); });
}

}  // namespace conformance
