// progress: a live line on a stream: steps per second, time left, loss, mask rate; evaluations and warnings as they
// come.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdio>
#include <ostream>
#include <string>
#include <utility>

#include "tacit/train/trainer.hpp"

namespace tacit::inline TACIT_ABI {

struct progress_options {
  bool rewrite = true;     ///< one line, written over (a terminal); false: a line at each evaluation (a file)
  double every = 0.25;     ///< seconds between updates of the line
  std::string label = {};  ///< in front
};

/// A callback for train(): `progress(std::clog)`. The stream must outlive the run.
inline auto progress(std::ostream& out, progress_options options = {}) {
  using clock = std::chrono::steady_clock;
  return [&out, options = std::move(options), begun = clock::now(), shown = clock::time_point{},
          warnings = std::size_t{0}](training_status const& s) mutable {
    auto const now = clock::now();
    bool const last = s.step == s.steps;
    for (; warnings < s.history.warnings.size(); ++warnings)
      out << (options.rewrite ? "\r\x1b[K" : "") << "warning: " << s.history.warnings[warnings] << "\n";
    bool const due =
        options.rewrite ? std::chrono::duration<double>(now - shown).count() >= options.every : s.evaluated;
    if (!due && !last) return;
    shown = now;

    double const elapsed = std::chrono::duration<double>(now - begun).count();
    double const left = elapsed / static_cast<double>(s.step) * static_cast<double>(s.steps - s.step);
    char line[256];
    int n = std::snprintf(line, sizeof line, "%s%sstep %td/%td  %.1f steps/s  ETA %.0f s  loss %.4f",
                          options.label.c_str(), options.label.empty() ? "" : "  ", s.step, s.steps,
                          static_cast<double>(s.step) / s.seconds, left, s.log.loss);
    auto const append = [&](char const* format, double value) {
      if (!std::isnan(value) && n > 0 && static_cast<std::size_t>(n) < sizeof line)
        n += std::snprintf(line + n, sizeof line - static_cast<std::size_t>(n), format, value);
    };
    append("  mask %.2f", s.log.mask_rate);
    if (!s.history.evaluations.empty())
      append("  validation %.1f %%", 100 * s.history.evaluations.back().validation_accuracy);
    out << (options.rewrite ? "\r\x1b[K" : "") << line << (options.rewrite && !last ? "" : "\n") << std::flush;
  };
}

}  // namespace tacit::inline TACIT_ABI
