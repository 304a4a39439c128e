// The block table: which part of the flat parameter and buffer spans is what.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tacit/nn/shape.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

/// weight: decayed by default; bias and norm (scale and shift): not decayed; buffer: running statistics, not trained.
enum class role : std::uint8_t { weight, bias, norm, buffer };

/// One tensor inside a flat span. Parameters and buffers lie in two spans; `kind == role::buffer` says which.
struct block {
  std::string name;
  role kind = role::weight;
  shape_t shape;
  index_t offset = 0;  ///< of the first element in its span; a multiple of the alignment

  index_t size() const { return element_count(shape); }
};

/// All blocks of a network, in order, and the sizes of the two spans (padding included; padding stays zero).
class block_table {
 public:
  /// Appends a block and returns its offset in its span.
  index_t add(std::string name, role kind, shape_t const& shape) {
    index_t& end = kind == role::buffer ? buffer_size_ : parameter_size_;
    blocks_.push_back({std::move(name), kind, shape, end});
    index_t const offset = end, step = static_cast<index_t>(alignment / 4);
    end += (blocks_.back().size() + step - 1) / step * step;
    return offset;
  }

  std::span<block const> all() const { return blocks_; }
  index_t parameter_size() const { return parameter_size_; }
  index_t buffer_size() const { return buffer_size_; }

  /// How many numbers are trained, without padding and buffers.
  index_t parameter_count() const {
    index_t n = 0;
    for (auto const& b : blocks_)
      if (b.kind != role::buffer) n += b.size();
    return n;
  }

 private:
  std::vector<block> blocks_;
  index_t parameter_size_ = 0, buffer_size_ = 0;
};

}  // namespace tacit::inline TACIT_ABI
