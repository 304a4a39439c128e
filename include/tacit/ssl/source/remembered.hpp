// Target source: a prediction smoothed by those of similar samples in a memory (Li et al., "CoMatch", 2021).
#pragma once

#include <algorithm>
#include <span>

#include "tacit/autodiff/similarities.hpp"
#include "tacit/kernel/softmax.hpp"
#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

struct memory_options {
  double share = 0.9;        ///< alpha: of the prediction itself
  double temperature = 0.2;  ///< of the similarities
  index_t batches = 5;       ///< that the memory holds, labelled and unlabelled rows
  index_t start = 6;         ///< the first step that is smoothed; before that the memory fills
};

namespace detail {

/// Overwrites the oldest rows of a ring: `count` rows from row `first` (modulo its length) on.
template <class Scalar>
void write_ring(tensor<Scalar, 2>& ring, index_t first, matrix_view<Scalar const> rows) {
  for (index_t i = 0; i < rows.extent(0); ++i)
    for (index_t c = 0; c < rows.extent(1); ++c) ring((first + i) % ring.extent(0), c) = rows(i, c);
}

/// smoothed = share p + (1 - share) A P, A = softmax(f F^T / T): what the memory (features F, probabilities P) says.
template <class Scalar>
void smooth(context const& ctx, tape<Scalar>& scratch, memory_options const& o, matrix_view<Scalar const> p,
            matrix_view<Scalar const> f, matrix_view<Scalar const> known, matrix_view<Scalar const> probabilities,
            matrix_view<Scalar> out) {
  auto const a = scratch.take_matrix(f.extent(0), known.extent(0));
  gemm<Scalar>(ctx, static_cast<Scalar>(1 / o.temperature), f, known.transposed(), 0, a);
  softmax_rows<Scalar>(ctx, a, a);
  gemm<Scalar>(ctx, static_cast<Scalar>(1 - o.share), a, probabilities, 0, out);
  for (index_t i = 0; i < out.extent(0); ++i)
    for (index_t c = 0; c < out.extent(1); ++c) out(i, c) += static_cast<Scalar>(o.share) * p(i, c);
}

}  // namespace detail

/// Fills the record's `smoothed` from its `aligned`; then the memory takes the embeddings of the view and of the
/// labelled rows, with the aligned predictions (not the smoothed ones) and the labels. Everything is stopped.
template <class Source>
struct remembered_source {
  static constexpr char const* called = "remembered";
  template <class V>
  constexpr void parts(V&& v) const {
    v(source);
    v("share", memory.share);
    v("temperature", memory.temperature);
    v("batches", static_cast<double>(memory.batches));
  }
  static constexpr bool stopped = true;
  static constexpr bool needs_teacher = requires { requires Source::needs_teacher; };
  static_assert(Source::stopped, "tacit: a source with gradient is matched as it is and cannot be smoothed");

  Source source;
  sample_view of;
  head projector;
  memory_options memory;

  template <class Scalar>
  struct state {
    typename detail::policy_state<Source, Scalar>::type source;
    tensor<Scalar, 2> bank_feat, bank_prob;
    template <class Visitor>
    void visit(Visitor&& visitor) {
      source.visit(visitor);
      visitor("bank_feat", bank_feat);
      visitor("bank_prob", bank_prob);
    }
  };
  template <class Scalar>
  state<Scalar> init(task_info const& info) const {
    index_t const rows = memory.batches * (info.labelled_batch + info.unlabelled_batch);
    return {detail::initial_state<Scalar>(source, info), tensor<Scalar, 2>({rows, projector.outputs}),
            tensor<Scalar, 2>({rows, info.classes})};
  }

  constexpr void student_views(view_set& set) const {
    source.student_views(set);
    set.add(of, projection);
    set.add(labelled, projection);
  }
  constexpr void heads(head_set& set) const { set.add(projector); }

  template <class Scalar>
  void predict(state<Scalar>& st, step<Scalar>& s, student_logits<Scalar> const& z, prediction<Scalar>& record) const {
    source.predict(st.source, s, z, record);
    if (!record.aligned.data()) record.aligned = record.probabilities;
    auto& t = s.memory();
    auto const f = unit_rows(s.ctx(), stop_gradient(z.head(projection, of)));
    record.smoothed = record.aligned;
    if (s.number() >= memory.start && record.rows() > 0) {
      auto const out = t.take_matrix(record.rows(), record.classes());
      detail::smooth<Scalar>(s.ctx(), t, memory, record.aligned, f.value(), st.bank_feat.view(), st.bank_prob.view(),
                             out);
      record.smoothed = out;
    }
    auto const known = unit_rows(s.ctx(), stop_gradient(z.head(projection, labelled))).value();
    index_t const rows = record.rows() + known.extent(0), first = s.number() % memory.batches * rows;
    detail::write_ring<Scalar>(st.bank_feat, first, f.value());
    detail::write_ring<Scalar>(st.bank_prob, first, record.aligned);
    detail::write_ring<Scalar>(st.bank_feat, first + record.rows(), known);
    detail::write_ring<Scalar>(st.bank_prob, first + record.rows(), one_hot(t, s.labels(), record.classes()));
  }
  template <class Scalar>
  void observe(state<Scalar>& st, step<Scalar>& s, student_logits<Scalar> const& z) const {
    if constexpr (requires { source.observe(st.source, s, z); }) source.observe(st.source, s, z);
  }
  template <class Scalar>
  void end_of_epoch(state<Scalar>& st) const {
    if constexpr (requires { source.end_of_epoch(st.source); }) source.end_of_epoch(st.source);
  }

 private:
  template <class Scalar>
  static matrix_view<Scalar const> one_hot(tape<Scalar>& t, std::span<int const> labels, index_t classes) {
    auto const rows = t.take_matrix(static_cast<index_t>(labels.size()), classes);
    for (index_t i = 0; i < rows.extent(0); ++i)
      for (index_t c = 0; c < classes; ++c)
        rows(i, c) = c == labels[static_cast<std::size_t>(i)] ? Scalar{1} : Scalar{0};
    return rows;
  }
};

/// `remembered(aligned(student(weak), ...), weak, head{.outputs = 64, .hidden = 1}, {.share = 0.9})`
template <class Source>
constexpr remembered_source<Source> remembered(Source const& source, sample_view of, head const& projector,
                                               memory_options const& memory = {}) {
  return {source, of, projector, memory};
}

}  // namespace tacit::inline TACIT_ABI
