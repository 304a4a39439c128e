// The images that the image examples train on.
#pragma once

#include <cstdio>
#include <string>

#include "tacit/data/fashion_mnist.hpp"
#include "tacit/data/synthetic_images.hpp"

/// Fashion-MNIST from `folder`; where it cannot be read, synthetic images of the same size, and a line that says so.
inline tacit::dataset images(std::string const& folder) try {
  return tacit::fashion_mnist(folder);
} catch (tacit::file_error const& e) {
  std::printf("%s\nso this run uses synthetic images instead\n", e.what());
  return tacit::synthetic_images();
}

inline constexpr char const* usual_folder = "/usr/share/datasets/fashion-mnist";  // Debian: dataset-fashion-mnist
