// Area `method`: methods that use a projection, a rotation head or a second classifier.
#include "drive.hpp"
#include "tacit/ssl/methods/comatch.hpp"
#include "tacit/ssl/methods/crmatch.hpp"
#include "tacit/ssl/methods/shrinkmatch.hpp"
#include "tacit/ssl/methods/simmatch.hpp"

namespace conformance {
namespace {

using tacit::labelled, tacit::weak, tacit::strong, tacit::strong2, tacit::projection, tacit::rotation, tacit::auxiliary;

/// Columns of the embeddings.
tacit::index_t width_of(auto const& r, char const* features) { return r.shape(std::string("00.") + features)[1]; }

}  // namespace

void add_head_operations(registry& all) {
  all.add("method", "crmatch", [](auto& r) {
    drive(r,
          tacit::crmatch({.threshold = r.number("tau"),
                          .weight = r.number("lam_u"),
                          .distance_weight = r.number("lam_d"),
                          .rotation_weight = r.number("lam_r"),
                          .width = width_of(r, "feat_ulb_w")}),
          {.student = {{labelled, "lb_w"},
                       {weak, "ulb_w"},
                       {strong, "ulb_s"},
                       {weak, "feat_ulb_w", projection},
                       {strong, "feat_ulb_s", projection},
                       {rotated(weak), "rot", rotation}},
           .draws = {{draw::choice, 0, "rot_y"}}});
  });
  all.add("method", "comatch", [](auto& r) {
    auto const rows = r.shape("00.lb_w")[0] + r.shape("00.ulb_w")[0];
    drive(r,
          tacit::comatch({.threshold = r.number("tau"),
                          .graph_threshold = r.number("graph_thr"),
                          .weight = r.number("lam_u"),
                          .contrast_weight = r.number("lam_c"),
                          .temperature = r.number("T"),
                          .share = r.number("alpha"),
                          .window = r.count("window"),
                          .batches = r.expected_shape("00.state.bank_feat")[0] / rows,
                          .start = r.count("start"),
                          .width = width_of(r, "feat_ulb_w")}),
          {.student = {{labelled, "lb_w"},
                       {weak, "ulb_w"},
                       {strong, "ulb_s0"},
                       {labelled, "feat_lb_w", projection},
                       {weak, "feat_ulb_w", projection},
                       {strong, "feat_ulb_s0", projection},
                       {strong2, "feat_ulb_s1", projection}},
           .names = {{"graph_contrast", "graph"}}});
  });
  all.add("method", "simmatch", [](auto& r) {
    drive(r,
          tacit::simmatch({.threshold = r.number("tau"),
                           .weight = r.number("lam_u"),
                           .instance_weight = r.number("lam_in"),
                           .temperature = r.number("T"),
                           .share = r.number("alpha"),
                           .window = r.count("window"),
                           .start = r.count("start"),
                           .width = width_of(r, "feat_ulb_s")}),
          {.student = {{labelled, "lb_w"}, {strong, "ulb_s"}, {strong, "feat_ulb_s", projection}},
           .teacher = {{weak, "ulb_t"}, {weak, "feat_ulb_t", projection}, {labelled, "feat_lb_t", projection}},
           .names = {{"instances_instance", "instance_target"}},
           .initial = {{"bank", "bank0"}}});
  });
  all.add("method", "shrinkmatch", [](auto& r) {
    drive(r,
          tacit::shrinkmatch({.threshold = r.number("tau"),
                              .weight = r.number("lam"),
                              .momentum = r.number("m"),
                              .window = r.count("window")}),
          {.student = {{labelled, "lb_w"}, {weak, "ulb_w"}, {strong, "ulb_s"}, {strong, "ulb_s_aux", auxiliary}},
           .names = {{"rank_shrink", "shrink_rank"}}});
  });
}

}  // namespace conformance
