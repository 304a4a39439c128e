// All methods, by name: the one list that programs offer and that the tests of every method run over.
#pragma once

#include "tacit/ssl/methods/adamatch.hpp"
#include "tacit/ssl/methods/arazo.hpp"
#include "tacit/ssl/methods/comatch.hpp"
#include "tacit/ssl/methods/crmatch.hpp"
#include "tacit/ssl/methods/dann.hpp"
#include "tacit/ssl/methods/dash.hpp"
#include "tacit/ssl/methods/debiaspl.hpp"
#include "tacit/ssl/methods/defixmatch.hpp"
#include "tacit/ssl/methods/distill.hpp"
#include "tacit/ssl/methods/entropy_minimization.hpp"
#include "tacit/ssl/methods/fixmatch.hpp"
#include "tacit/ssl/methods/flexmatch.hpp"
#include "tacit/ssl/methods/freematch.hpp"
#include "tacit/ssl/methods/ict.hpp"
#include "tacit/ssl/methods/mean_teacher.hpp"
#include "tacit/ssl/methods/meta_pseudo_labels.hpp"
#include "tacit/ssl/methods/mixmatch.hpp"
#include "tacit/ssl/methods/mme.hpp"
#include "tacit/ssl/methods/pi_model.hpp"
#include "tacit/ssl/methods/pseudo_label.hpp"
#include "tacit/ssl/methods/refixmatch.hpp"
#include "tacit/ssl/methods/remixmatch.hpp"
#include "tacit/ssl/methods/sequencematch.hpp"
#include "tacit/ssl/methods/shrinkmatch.hpp"
#include "tacit/ssl/methods/simmatch.hpp"
#include "tacit/ssl/methods/softmatch.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"
#include "tacit/ssl/methods/temporal_ensembling.hpp"
#include "tacit/ssl/methods/uda.hpp"
#include "tacit/ssl/methods/vat.hpp"

namespace tacit::inline TACIT_ABI {

/// Supervised training has no numbers of its own.
struct supervised_options {};

/// Calls visitor(name, options, make) for every method and form: `options` are the paper's, `make(options)` composes
/// it.
template <class Visitor>
void for_each_method(Visitor&& visitor) {
  visitor("supervised", supervised_options{}, [](supervised_options const&) { return supervised(); });
  visitor("entropy_minimization", entropy_minimization_options{},
          [](auto const& o) { return entropy_minimization(o); });
  visitor("pseudo_label", pseudo_label_options{}, [](auto const& o) { return pseudo_label(o); });
  visitor("arazo", arazo_options{}, [](auto const& o) { return arazo(o); });
  visitor("pi_model", pi_model_options{}, [](auto const& o) { return pi_model(o); });
  visitor("pi_model_stopped", pi_model_options{}, [](auto const& o) { return pi_model_stopped(o); });
  visitor("pi_model_original", pi_model_original_options{}, [](auto const& o) { return pi_model_original(o); });
  visitor("temporal_ensembling", temporal_ensembling_options{}, [](auto const& o) { return temporal_ensembling(o); });
  visitor("mean_teacher", mean_teacher_options{}, [](auto const& o) { return mean_teacher(o); });
  visitor("mean_teacher_all_rows", mean_teacher_all_rows_options{},
          [](auto const& o) { return mean_teacher_all_rows(o); });
  visitor("vat", vat_options{}, [](auto const& o) { return vat(o); });
  visitor("ict", ict_options{}, [](auto const& o) { return ict(o); });
  visitor("ict_logits", ict_options{}, [](auto const& o) { return ict_logits(o); });
  visitor("mixmatch", mixmatch_options{}, [](auto const& o) { return mixmatch(o); });
  visitor("remixmatch", remixmatch_options{}, [](auto const& o) { return remixmatch(o); });
  visitor("remixmatch_ema", remixmatch_options{}, [](auto const& o) { return remixmatch_ema(o); });
  visitor("uda", uda_options{}, [](auto const& o) { return uda(o); });
  visitor("fixmatch", fixmatch_options{}, [](auto const& o) { return fixmatch(o); });
  visitor("fixmatch_soft", fixmatch_soft_options{}, [](auto const& o) { return fixmatch_soft(o); });
  visitor("flexmatch", flexmatch_options{}, [](auto const& o) { return flexmatch(o); });
  visitor("freematch", freematch_options{}, [](auto const& o) { return freematch(o); });
  visitor("softmatch", softmatch_options{}, [](auto const& o) { return softmatch(o); });
  visitor("softmatch_unaligned", softmatch_options{}, [](auto const& o) { return softmatch_unaligned(o); });
  visitor("dash", dash_options{}, [](auto const& o) { return dash(o); });
  visitor("refixmatch", refixmatch_options{}, [](auto const& o) { return refixmatch(o); });
  visitor("defixmatch", defixmatch_options{}, [](auto const& o) { return defixmatch(o); });
  visitor("sequencematch", sequencematch_options{}, [](auto const& o) { return sequencematch(o); });
  visitor("debiaspl", debiaspl_options{}, [](auto const& o) { return debiaspl(o); });
  visitor("adamatch", adamatch_options{}, [](auto const& o) { return adamatch(o); });
  visitor("crmatch", crmatch_options{}, [](auto const& o) { return crmatch(o); });
  visitor("comatch", comatch_options{}, [](auto const& o) { return comatch(o); });
  visitor("simmatch", simmatch_options{}, [](auto const& o) { return simmatch(o); });
  visitor("dann", dann_options{}, [](auto const& o) { return dann(o); });
  visitor("shrinkmatch", shrinkmatch_options{}, [](auto const& o) { return shrinkmatch(o); });
}

/// The same for step functions: methods that train several networks, or in several moves.
template <class Visitor>
void for_each_step_function(Visitor&& visitor) {
  visitor("meta_pseudo_labels", meta_pseudo_labels_options{}, [](auto const& o) { return meta_pseudo_labels(o); });
  visitor("mme", mme_options{}, [](auto const& o) { return mme(o); });
}

}  // namespace tacit::inline TACIT_ABI
