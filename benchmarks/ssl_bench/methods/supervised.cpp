// supervised, with its settings for a run of this program.
#include "../methods.hpp"
#include "../text.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"

namespace bench {

namespace {
prepared_method prepare(run_facts const& run) {
  return {tacit::bind_method<float>(tacit::supervised(), run.info), "cross-entropy on labelled samples"};
}
}  // namespace

method_entry supervised_entry() { return {"supervised", "labelled samples alone: the baseline", &prepare}; }

}  // namespace bench
