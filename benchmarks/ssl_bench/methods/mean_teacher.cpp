// mean_teacher, with its settings for a run of this program.
#include "tacit/ssl/methods/mean_teacher.hpp"
#include "../methods.hpp"
#include "../text.hpp"

namespace bench {

namespace {
prepared_method prepare(run_facts const& run) {
  tacit::mean_teacher_options o;
  if (run.points) o = {.weight = 200, .fraction = 0.02};
  return {tacit::bind_method<float>(tacit::mean_teacher(o), run.info), rising_weight(o.weight, o.fraction, run.info)};
}
}  // namespace

method_entry mean_teacher_entry() {
  return {"mean_teacher", "agree with a teacher, the average of your own weights", &prepare};
}

}  // namespace bench
