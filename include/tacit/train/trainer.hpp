// The trainer: runs any step function over a task, keeps the log, evaluates, and knows no method by name.
#pragma once

#include <chrono>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tacit/tensor/repeated.hpp"
#include "tacit/train/any_optimiser.hpp"
#include "tacit/train/any_step_function.hpp"
#include "tacit/train/checkpoint_store.hpp"
#include "tacit/train/detail/requirements.hpp"
#include "tacit/train/diagnosis.hpp"
#include "tacit/train/evaluation.hpp"
#include "tacit/train/history.hpp"
#include "tacit/train/loader_source.hpp"
#include "tacit/train/options.hpp"
#include "tacit/train/predict.hpp"
#include "tacit/train/step_summary.hpp"
#include "tacit/train/weight_average.hpp"

namespace tacit::inline TACIT_ABI {

/// What a callback sees, after each step and after each evaluation.
struct training_status {
  index_t step = 0, steps = 0;  ///< steps done, and of the whole run
  step_log const& log;          ///< of the last step
  tacit::history const& history;
  bool evaluated = false;  ///< an evaluation has just been added to the history
  double seconds = 0;      ///< of training so far
};

/// Return false to end the run early, cleanly: what was done so far is evaluated and returned.
using training_callback = std::function<bool(training_status const&)>;

template <std::floating_point Scalar>
class trainer final : private updates<Scalar> {
 public:
  trainer(any_backbone<Scalar> student, task const& on, any_optimiser<Scalar> optimiser, train_options const& options)
      : options_(detail::checked(options)),
        ctx_(options.threads),
        student_(std::move(student)),
        average_(student_, options.average),
        optimiser_(std::move(optimiser)),
        source_(on, {.batch = options.batch, .ratio = options.ratio, .seed = options.seed}),
        shares_(detail::class_shares(on)),
        info_(detail::describe_task_info(on, options, source_.steps_per_epoch())),
        watch_(std::max<index_t>(20, options.steps / 10)) {
    labels_ = detail::repeated<int>(on.split.labelled.size());
    for (std::size_t k = 0; k < labels_.size(); ++k) labels_[k] = on.label(k);
    info_.labelled_shares = shares_;
    info_.labels = labels_;
  }

  task_info const& info() const { return info_; }

  /// Runs to the end of the budget or until a callback returns false.
  void run(method_handle<Scalar> method, std::vector<training_callback> const& callbacks) {
    attach(method.heads);
    detail::require_views(method.views, source_);
    if (method.needs_teacher && !average_.network())
      throw value_error("train: the method needs a teacher, but options.average is no_average; set it to an ema");
    detail::require_refinements(method, student_, info_);
    if (method.needs_second) make_second();
    log_.steps.reserve(static_cast<std::size_t>(options_.steps));
    bool const reads_unlabelled = detail::reads_unlabelled(method.views);
    histogram_.assign(static_cast<std::size_t>(info_.classes), 0.0);
    auto const& saving = options_.checkpoint;
    if (!saving.path.empty() && !saving.store)
      throw value_error(
          "train: options.checkpoint has a path, but nobody to write it: make it with npz_checkpoint({...}) "
          "(train/checkpoint.hpp)");
    if (!saving.path.empty()) saving.store->check(state(method));  // refuses before step 0 what could not be saved
    if (saving.resume) saving.store->load(saving.path, state(method));
    bool go_on = true;
    auto t = static_cast<index_t>(log_.steps.size());
    if (t == options_.steps) notify(callbacks, t, true);  // resumed at its end
    while (t < options_.steps && go_on) {
      log_.steps.push_back(advance(method, t, histogram_));
      if (reads_unlabelled)
        if (auto warning = watch_.watch(log_.steps.back())) log_.warnings.push_back(std::move(*warning));
      bool const evaluates = due(++t);
      if (evaluates) evaluate(t);
      go_on = notify(callbacks, t, evaluates);
      if (saving.every > 0 && t % saving.every == 0 && go_on && t < options_.steps)
        saving.store->save(saving.path, state(method));
    }
    if (!saving.path.empty()) saving.store->save(saving.path, state(method));
    if (log_.evaluations.empty() || log_.evaluations.back().step != t) evaluate(t);
    finish(histogram_);
  }

  any_backbone<Scalar>& student() { return student_; }
  /// The weights that are evaluated: the average, or the student where none is kept.
  any_backbone<Scalar>& evaluated() { return average_.network() ? *average_.network() : student_; }
  tacit::history const& log() const& { return log_; }
  tacit::history log() && { return std::move(log_); }
  /// Scores the stored test predictions; reads the test labels.
  tacit::evaluation evaluation() const { return predictions_.score(of().data->test_labels); }

 private:
  task const& of() const { return source_.task(); }

  any_run_state state(method_handle<Scalar>& method) {
    return run_state<Scalar>{of(),
                             options_,
                             method.name.empty() ? options_.checkpoint.method : method.name,
                             method.function,
                             student_,
                             optimiser_,
                             second_ ? &*second_ : nullptr,
                             average_,
                             log_,
                             histogram_,
                             predictions_,
                             watch_};
  }

  void make_second() {
    second_.emplace(trained_network<Scalar>{student_, optimiser_});
    if (!second_->network.initialise(options_.seed + 1))
      throw value_error(
          "train: the method trains a second network, but this backbone cannot make new initial weights (refinement "
          "HasInitialise)");
  }

  /// Gives the network the heads that it lacks and can be given; its average starts anew with them.
  void attach(wanted_heads<Scalar> const& heads) {
    if (heads.empty()) return;
    student_.attach(heads);
    average_ = weight_average<Scalar>(student_, options_.average);
  }

  bool due(index_t done) const {
    index_t const n = std::min(options_.evaluations, options_.steps);
    return done * n / options_.steps != (done - 1) * n / options_.steps;
  }

  step_log advance(method_handle<Scalar>& method, index_t t, std::vector<double>& histogram) {
    auto const start = std::chrono::steady_clock::now();
    t_ = t;
    source_.seek(t);
    step<Scalar> s(
        {ctx_, student_, average_.network(), source_, memory_, info_, options_.seed, average_.owns_buffers()}, t);
    double const loss = method.function(s, *this);
    if (!std::isfinite(loss))
      detail::throw_error<value_error>(
          "train: the loss is {} at step {}: lower the rate, or look for NaN in the data; the last {} steps are logged",
          {loss, t, log_.steps.size()});
    if ((t + 1) % info_.steps_per_epoch == 0) method.function.end_of_epoch();
    log_.images += static_cast<double>(s.rows_forwarded());
    log_.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    auto log = summarise(s, loss, options_.steps, histogram);
    log.seconds = log_.seconds;
    return log;
  }

  void evaluate(index_t done) {
    auto const& data = *of().data;
    auto const& split = of().split;
    evaluation_log e;
    e.step = done;
    // all labelled samples, or as many of them as tell enough
    std::size_t const count = labels_.size(), asked = std::min<std::size_t>(count, 1000);
    auto spread = detail::repeated<index_t>(asked);
    auto truth = detail::repeated<int>(asked);
    for (std::size_t k = 0; k < asked; ++k) {
      spread[k] = split.labelled[k * count / asked];
      truth[k] = labels_[k * count / asked];
    }
    e.labelled_accuracy = share_equal(classes_of(data.train, spread), truth);
    if (!split.validation.empty()) {
      truth = detail::repeated<int>(split.validation.size());
      for (std::size_t k = 0; k < truth.size(); ++k)
        truth[k] = data.train_labels[static_cast<std::size_t>(split.validation[k])];
      e.validation_accuracy = share_equal(classes_of(data.train, split.validation), truth);
    }
    log_.evaluations.push_back(e);
    if (data.test.count == 0) return;
    auto all = detail::repeated<index_t>(static_cast<std::size_t>(data.test.count));
    std::iota(all.begin(), all.end(), index_t{0});
    predictions_.add(classes_of(data.test, all), e.validation_accuracy);
  }

  std::vector<int> classes_of(sample_set const& samples, std::vector<index_t> const& chosen) {
    return predict_classes(ctx_, evaluated(), samples, chosen, of().views.none);
  }

  bool notify(std::vector<training_callback> const& callbacks, index_t done, bool evaluated) const {
    bool go_on = true;
    for (auto const& callback : callbacks)
      go_on = callback({done, options_.steps, log_.steps.back(), log_, evaluated, log_.seconds}) && go_on;
    return go_on;
  }

  void finish(std::vector<double>& histogram) {
    double total = 0;
    for (double h : histogram) total += h;
    if (total > 0)
      for (double& h : histogram) h /= total;
    else
      histogram.clear();
    log_.pseudo_label_histogram = std::move(histogram);
  }

  double rate_factor() const { return options_.rate(static_cast<double>(t_), static_cast<double>(options_.steps)); }
  void optimise() override { optimiser_.apply(ctx_, student_, rate_factor(), options_.clip); }
  void average() override { average_.update(ctx_, student_); }
  void optimise_and_average() override {
    optimiser_.apply(ctx_, student_, rate_factor(), options_.clip, average_.begin_update(student_));
    average_.end_update(ctx_, student_);
  }
  any_backbone<Scalar>& second_network() override {
    if (!second_) return updates<Scalar>::second_network();
    return second_->network;
  }
  void optimise_second(double factor) override {
    second_->optimiser.apply(ctx_, second_network(), factor * rate_factor(), options_.clip);
  }

  train_options options_;
  context ctx_;
  any_backbone<Scalar> student_;
  weight_average<Scalar> average_;
  any_optimiser<Scalar> optimiser_;
  std::optional<trained_network<Scalar>> second_;
  loader_source<Scalar> source_;
  std::vector<double> shares_;
  std::vector<int> labels_;
  task_info info_;
  tape<Scalar> memory_;
  tacit::history log_;
  test_predictions predictions_;
  diagnosis watch_;
  std::vector<double> histogram_;
  index_t t_ = 0;
};

}  // namespace tacit::inline TACIT_ABI
