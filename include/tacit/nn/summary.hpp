// summary: a network as a table: layers, shapes, parameters, memory.
#pragma once

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "tacit/nn/builder.hpp"
#include "tacit/nn/detail/workspace.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
inline std::string mebibytes(index_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f MiB", static_cast<double>(bytes) / (1 << 20));
  return text;
}

/// Rows of cells as lines with aligned columns; the first column to the left, the others to the right.
inline std::string align_columns(std::vector<std::vector<std::string>> const& rows) {
  std::vector<std::size_t> width(rows.front().size(), 0);
  for (auto const& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c) width[c] = std::max(width[c], row[c].size());
  std::string text;
  for (auto const& row : rows) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      std::string const space(width[c] - row[c].size(), ' ');
      text += c == 0 ? row[c] + space : "  " + space + row[c];
    }
    text += '\n';
  }
  return text;
}

template <class Scalar>
std::string kind_of(node<Scalar> const& n) {
  if (n.is_sum()) return "sum";
  return n.activation ? message("{} + {}", {n.layer->name, n.activation}) : n.layer->name;
}
}  // namespace detail

/// What a network needs.
struct network_size {
  index_t parameters;
  index_t kept_bytes;     ///< that one pass keeps for backward
  index_t scratch_bytes;  ///< that a pass takes while it runs
};

/// Planned, without running anything: of one pass of `batch` rows and its backward. Throws shape_error as the model's
/// constructor does.
template <class Scalar = float, class Network>
network_size size_of(Network const& network, shape_t const& sample_shape, index_t batch) {
  detail::program<Scalar> const p(detail::build_graph<Scalar>(network, sample_shape));
  detail::workspace<Scalar> w;
  w.prepare(p, batch, true);
  return {p.graph.blocks.parameter_count(), w.kept_bytes(), w.scratch_bytes()};
}

/// One line a layer (path, kind, shape of its output, trained parameters, bytes of its output for `batch` rows), then
/// the totals of size_of.
template <class Scalar = float, class Network>
std::string summary(Network const& network, shape_t const& sample_shape, index_t batch) {
  auto const graph = detail::build_graph<Scalar>(network, sample_shape);
  auto const bytes = static_cast<index_t>(sizeof(Scalar));

  std::vector<std::vector<std::string>> rows{{"layer", "kind", "output", "parameters", "output memory"}};
  rows.push_back({"input", "", detail::shape_string(sample_shape), "",
                  detail::mebibytes(batch * element_count(sample_shape) * bytes)});
  for (auto const& n : graph.nodes)
    rows.push_back({n.path, detail::kind_of(n), detail::shape_string(n.place.out),
                    n.parameter_count ? std::to_string(n.parameter_count) : "",
                    detail::mebibytes(batch * element_count(n.place.out) * bytes)});

  auto const size = size_of<Scalar>(network, sample_shape, batch);
  return detail::message("{}parameters: {} ({})\nbatch of {}: keeps {} for backward, and {} of scratch while it runs\n",
                         {detail::align_columns(rows), size.parameters, detail::mebibytes(size.parameters * bytes),
                          batch, detail::mebibytes(size.kept_bytes), detail::mebibytes(size.scratch_bytes)});
}

}  // namespace tacit::inline TACIT_ABI
