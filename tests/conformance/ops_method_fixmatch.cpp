// Area `method`: relatives of FixMatch with further terms, views or passes.
#include "drive.hpp"
#include "tacit/ssl/methods/adamatch.hpp"
#include "tacit/ssl/methods/dash.hpp"
#include "tacit/ssl/methods/debiaspl.hpp"
#include "tacit/ssl/methods/defixmatch.hpp"
#include "tacit/ssl/methods/refixmatch.hpp"
#include "tacit/ssl/methods/sequencematch.hpp"

namespace conformance {
namespace {

template <class S>
void dash(run<S>& r) {
  drive(r,
        tacit::dash({.weight = r.number("lam"),
                     .temperature = r.number("T"),
                     .c = r.number("c"),
                     .gamma = r.number("gamma"),
                     .period = r.number("every") / r.number("K", 1),
                     .rho_min = r.number("rho_min"),
                     .rho = r.number("rho0")}),
        {weak_and_strong});
}

layout adamatch_layout() {
  using tacit::alone, tacit::labelled, tacit::labelled_strong;
  return {
      .student = {{labelled, "zb_w"},
                  {labelled_strong, "zb_s"},
                  {alone(labelled), "za_w"},
                  {alone(labelled_strong), "za_s"},
                  {tacit::weak, "zt_w"},
                  {tacit::strong, "zt_s"}},
      .names = {{"interpolated_weak", "interpolated_w"}, {"interpolated_strong", "interpolated_s"}, {"weight", "mu"}},
      .draws = {{draw::uniform, 0, "u_w"}, {draw::uniform, 1, "u_s"}}};
}

}  // namespace

void add_fixmatch_operations(registry& all) {
  all.add("method", "dash", [](auto& r) { dash(r); });
  all.add("method", "refixmatch", [](auto& r) {
    drive(r, tacit::refixmatch({.threshold = r.number("tau"), .weight = r.number("lam")}), {weak_and_strong});
  });
  all.add("method", "defixmatch", [](auto& r) {
    drive(r, tacit::defixmatch({.threshold = r.number("tau"), .weight = r.number("lam")}),
          {.student = {{tacit::labelled, "lb_w"},
                       {tacit::labelled_strong, "lb_s"},
                       {tacit::weak, "ulb_w"},
                       {tacit::strong, "ulb_s"}},
           .names = {{"mask_anti", "mask_lb"}, {"target_anti", "target_lb"}}});
  });
  all.add("method", "sequencematch", [](auto& r) {
    drive(r,
          tacit::sequencematch({.threshold = r.number("tau"),
                                .temperature = r.number("T"),
                                .weight = r.number("lam"),
                                .warm_up = r.flag("warm", true)}),
          {{{tacit::labelled, "lb_w"}, {tacit::weak, "ulb_w"}, {tacit::medium, "ulb_m"}, {tacit::strong, "ulb_s"}}});
  });
  all.add("method", "debiaspl", [](auto& r) {
    drive(r,
          tacit::debiaspl({.threshold = r.number("tau"),
                           .weight = r.number("lam"),
                           .strength = r.number("strength"),
                           .momentum = r.number("m")}),
          {weak_and_strong});
  });
  all.add("method", "adamatch", [](auto& r) {
    drive(r,
          tacit::adamatch({.factor = r.number("kappa"),
                           .weight = r.number("wu"),
                           .momentum = r.number("m"),
                           .window = r.count("window")}),
          adamatch_layout());
  });
}

}  // namespace conformance
