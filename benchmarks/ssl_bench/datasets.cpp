// The data sets that the program knows.
#include "datasets.hpp"

#include "spelling.hpp"
#include "tacit/data/cifar.hpp"
#include "tacit/data/fashion_mnist.hpp"
#include "tacit/data/mnist.hpp"
#include "tacit/data/synthetic_images.hpp"
#include "tacit/data/two_moons.hpp"

namespace bench {

namespace {
using folder_t = std::string const&;
}

std::vector<dataset_entry> const& all_datasets() {
  static std::vector<dataset_entry> const entries{
      {"fashion-mnist", "Fashion-MNIST", "/usr/share/datasets/fashion-mnist", "small_cnn", 100, 1000, 32, 7,
       [](folder_t folder) { return tacit::fashion_mnist(folder); }},
      {"mnist", "MNIST", "", "small_cnn", 100, 1000, 32, 7, [](folder_t folder) { return tacit::mnist(folder); }},
      {"cifar10", "CIFAR-10", "", "small_cnn", 250, 1000, 32, 7,
       [](folder_t folder) { return tacit::cifar10(folder); }},
      {"two-moons", "Two moons", nullptr, "mlp", 6, 5000, 8, 28, [](folder_t) { return tacit::two_moons(); }},
      {"synthetic", "Synthetic shapes (drawn, not photographed)", nullptr, "small_cnn", 100, 1000, 32, 7,
       [](folder_t) { return tacit::synthetic_images(); }},
  };
  return entries;
}

dataset_entry const& find_dataset(std::string const& name) {
  std::vector<std::string> known;
  for (auto const& entry : all_datasets()) {
    if (entry.name == name) return entry;
    known.emplace_back(entry.name);
  }
  throw_unknown("--dataset", name, known);
}

tacit::dataset load_dataset(dataset_entry const& entry, std::string const& folder) {
  std::string const name = entry.name;
  if (!entry.folder) {
    if (!folder.empty()) throw usage_error("--data: " + name + " is generated and has no files, got '" + folder + "'");
    return entry.load({});
  }
  if (folder.empty() && !*entry.folder) throw usage_error("--data: expected the folder of the files of " + name);
  return entry.load(folder.empty() ? entry.folder : folder);
}

}  // namespace bench
