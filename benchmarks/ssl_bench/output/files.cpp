// Files that a run leaves behind, except the report.
#include "files.hpp"

#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <span>
#include <system_error>

#include "../spelling.hpp"
#include "tacit/data/file.hpp"

namespace bench {

namespace {

/// Shortest text that keeps what a log needs; empty for NaN.
std::string cell(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.7g", value);
  return std::isnan(value) ? std::string() : std::string(text);
}

}  // namespace

void require_writable(std::string const& option, std::string const& path) {
  std::filesystem::path const file(path);
  auto const folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  std::error_code failure;
  if (std::filesystem::is_directory(file, failure))
    throw usage_error(option + ": " + path + ": expected a file, got a folder");
  if (!std::filesystem::is_directory(folder, failure))
    throw usage_error(option + ": " + path + ": there is no folder " + folder.string());
  if (::access(folder.c_str(), W_OK) != 0)
    throw usage_error(option + ": " + path + ": the folder " + folder.string() + " cannot be written to");
}

void require_folder(std::string const& option, std::string const& path) {
  std::error_code failure;
  std::filesystem::create_directories(path, failure);
  if (failure) throw usage_error(option + ": " + path + ": cannot make this folder: " + failure.message());
  require_writable(option, path + "/report.html");
}

void write_text(std::string const& path, std::string_view text) {
  tacit::write_bytes(path, {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()});
}

std::string steps_csv(run_record const& r) {
  std::string text =
      "step,loss,supervised_loss,unlabelled_loss,weight,mask_rate,pseudo_label_accuracy,largest_confidence,"
      "disagreement,gradient_norm,seconds\n";
  for (auto const& s : r.history.steps) {
    text += std::to_string(s.step);
    for (double v : {s.loss, s.supervised_loss, s.unlabelled_loss, s.weight, s.mask_rate, s.pseudo_label_accuracy,
                     s.largest_confidence, s.disagreement, s.gradient_norm, s.seconds})
      text += "," + cell(v);
    text += "\n";
  }
  return text;
}

std::string evaluations_csv(run_record const& r) {
  std::string text = "steps_done,labelled_accuracy,validation_accuracy\n";
  for (auto const& e : r.history.evaluations)
    text += std::to_string(e.step) + "," + cell(e.labelled_accuracy) + "," + cell(e.validation_accuracy) + "\n";
  return text;
}

}  // namespace bench
