// Labelled and unlabelled rows of a step in one pool, every row mixed with any other (MixMatch and what follows it).
#pragma once

#include <algorithm>

#include "tacit/ssl/mixing.hpp"
#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

/// Rows [labelled; view 1; view 2; ...] with targets [one-hot labels; q; q; ...]: q is made once, from source and
/// transform, and goes with each of the views. Rows and targets are mixed with the same pairs, before the student's
/// passes; the student sees mixed(labelled), mixed(view 1), ...
template <class Source, class Transform, std::size_t Count>
struct mixed_pool {
  static constexpr char const* called = "mix_pool";
  static constexpr bool needs_teacher = requires { requires Source::needs_teacher; };
  Source source;
  Transform transform;
  view_list<Count> views;  ///< unlabelled
  mixing mix;

  constexpr void student_views(view_set& set) const {
    set.add(mixed(labelled));
    set.add(mixed(views));
  }

  template <class Scalar>
  class bound {
   public:
    bound(mixed_pool const& pool, task_info const& info)
        : pool_(pool), source_(detail::initial_state<Scalar>(pool.source, info)), transform_(pool.transform, info) {}

    /// `apart`: every row stays as it is.
    void prepare(step<Scalar>& s, bool apart = false) {
      report_ = {};
      report_.unlabelled = true;
      predict(s);
      collect_targets(s);
      std::array<sample_view, Count + 1> all{labelled};
      std::copy(pool_.views.views.begin(), pool_.views.views.end(), all.begin() + 1);
      auto const drawn = pool_.mix.pairs(s, targets_.extent(0));
      mixed_pairs const pairs = apart ? mixed_pairs{drawn.partner, whole_shares(s)} : drawn;
      provide_mixed(s, pairs, std::span<sample_view const>(all));
      auto const out = s.memory().take_matrix(targets_.extent(0), targets_.extent(1));
      pairs(targets_, out);
      mixed_targets_ = out;
      report_.noted.add("mixed_target", mixed_targets_);
    }

    /// Of the labelled rows, then of each view's.
    matrix_view<Scalar const> targets() const { return targets_; }
    matrix_view<Scalar const> mixed_targets() const { return mixed_targets_; }
    /// What the guess was; the term adds its loss.
    term_report<Scalar>& report() { return report_; }

    void after(step<Scalar>& s, student_logits<Scalar> const& z) {
      if constexpr (requires { pool_.source.observe(source_, s, z); }) pool_.source.observe(source_, s, z);
      transform_.after(record_);
    }
    void end_of_epoch() {
      if constexpr (requires { pool_.source.end_of_epoch(source_); }) pool_.source.end_of_epoch(source_);
      transform_.end_of_epoch();
    }
    template <class Visitor>
    void visit(Visitor&& visitor) {
      source_.visit(visitor);
      transform_.visit(visitor);
    }

   private:
    void predict(step<Scalar>& s) {
      record_ = {};
      record_.index = s.indices();
      record_.t = s.number();
      record_.noted = &report_.noted;
      record_.reports = &s.reports();
      record_.memory = &s.memory();
      pool_.source.predict(source_, s, {}, record_);
      if (!record_.aligned.data()) record_.aligned = record_.probabilities;
      transform_.before(record_);
      index_t const rows = record_.rows();
      auto const target = s.memory().take_matrix(rows, record_.classes());
      transform_(record_, target);
      record_.target = report_.target = target;

      std::span<int> const labels(s.memory().template take<int>(rows), static_cast<std::size_t>(rows));
      for (index_t i = 0; i < rows; ++i) {
        labels[static_cast<std::size_t>(i)] = most_probable(record_.target, i);
        auto const p = record_.probabilities(i, most_probable(record_.probabilities, i));
        report_.largest_confidence = std::max(report_.largest_confidence, static_cast<double>(p));
      }
      record_.labels = report_.labels = labels;
      report_.noted.add("aligned", record_.aligned);
    }

    std::span<double const> whole_shares(step<Scalar>& s) const {
      std::span<double> const ones(s.memory().template take<double>(targets_.extent(0)),
                                   static_cast<std::size_t>(targets_.extent(0)));
      std::fill(ones.begin(), ones.end(), 1.0);
      return ones;
    }

    void collect_targets(step<Scalar>& s) {
      index_t const hot = s.rows(labelled), guessed = record_.rows(), classes = record_.classes();
      auto const all = s.memory().take_matrix(hot + static_cast<index_t>(Count) * guessed, classes);
      one_hot(s.labels(), all.rows(0, hot));
      for (index_t k = 0; k < static_cast<index_t>(Count); ++k)
        std::copy_n(record_.target.data(), record_.target.size(), all.rows(hot + k * guessed, guessed).data());
      targets_ = all;
    }

    mixed_pool pool_;
    typename detail::policy_state<Source, Scalar>::type source_;
    bound_policy<Transform, Scalar> transform_;
    prediction<Scalar> record_;
    term_report<Scalar> report_;
    matrix_view<Scalar const> targets_, mixed_targets_;
  };
};

/// `mix_pool(guessed(rows_of(weak, weak2)), sharpened{0.5}, rows_of(weak, weak2), {.beta = 0.75})`
template <class Source, class Transform, std::size_t Count>
constexpr mixed_pool<Source, Transform, Count> mix_pool(Source const& source, Transform const& transform,
                                                        view_list<Count> const& views, mixing const& mix) {
  return {source, transform, views, mix};
}

}  // namespace tacit::inline TACIT_ABI
