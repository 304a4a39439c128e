// Fashion-MNIST (Xiao, Rasul, Vollgraf 2017): 60000 + 10000 grey images of 28x28, 10 classes. Needs zlib.
#pragma once

#include <array>
#include <string>

#include "tacit/data/mnist.hpp"

namespace tacit::inline TACIT_ABI {

/// Fashion-MNIST from its four files in `dir`; the default is where Debian's package dataset-fashion-mnist puts them.
inline dataset fashion_mnist(std::string const& dir = "/usr/share/datasets/fashion-mnist") {
  constexpr std::array clothes{"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                               "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
  return detail::idx_dataset(dir, "fashion-mnist", clothes);
}

}  // namespace tacit::inline TACIT_ABI
