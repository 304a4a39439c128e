// Writes zip archives of stored entries; ZIP64 fields where a size or an offset needs them.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tacit/data/detail/zip.hpp"

namespace tacit::inline TACIT_ABI::detail {

class zip_writer {
 public:
  /// Sizes and offsets from `zip64_from` on are written in 64 bits (a parameter so that tests need no 4 GiB).
  explicit zip_writer(std::uint64_t zip64_from = zip_max32) : zip64_from_(zip64_from) {}

  void add(std::string const& name, std::span<std::uint8_t const> content) {
    if (name.size() > zip_max16) throw value_error("zip: name of an entry: expected at most 65535 bytes, got more");
    zip_record const r{name, 0, zip_stored, crc32(content), content.size(), content.size(), out_.size()};
    bool const large = r.size >= zip64_from_;
    put(out_, zip_local, std::uint16_t{45});
    put_common(out_, r, large);
    put(out_, static_cast<std::uint16_t>(large ? 20 : 0));
    put_text(out_, name);
    if (large) put(out_, std::uint16_t{1}, std::uint16_t{16}, r.size, r.packed);
    out_.insert(out_.end(), content.begin(), content.end());

    bool const far = r.offset >= zip64_from_;
    auto const length = static_cast<std::uint16_t>((large ? 16 : 0) + (far ? 8 : 0));
    put(directory_, zip_central, std::uint16_t{45}, std::uint16_t{45});
    put_common(directory_, r, large);
    put(directory_, static_cast<std::uint16_t>(length ? length + 4 : 0));
    put(directory_, std::uint16_t{0}, std::uint16_t{0}, std::uint16_t{0}, std::uint32_t{0});
    put(directory_, far ? zip_max32 : static_cast<std::uint32_t>(r.offset));
    put_text(directory_, name);
    if (length) put(directory_, std::uint16_t{1}, length);
    if (large) put(directory_, r.size, r.packed);
    if (far) put(directory_, r.offset);
    ++count_;
  }

  /// The whole archive; the writer is spent.
  std::vector<std::uint8_t> finish() && {
    std::uint64_t const offset = out_.size(), size = directory_.size(), end = offset + size;
    bool const large = count_ >= std::min<std::uint64_t>(zip_max16, zip64_from_) || end >= zip64_from_;
    out_.insert(out_.end(), directory_.begin(), directory_.end());
    if (large) {
      put(out_, zip64_end, std::uint64_t{44}, std::uint16_t{45}, std::uint16_t{45}, std::uint32_t{0}, std::uint32_t{0},
          count_, count_, size, offset);
      put(out_, zip64_locator, std::uint32_t{0}, end, std::uint32_t{1});
    }
    auto const count = large ? zip_max16 : static_cast<std::uint16_t>(count_);
    put(out_, zip_end, std::uint16_t{0}, std::uint16_t{0}, count, count);
    put(out_, large ? zip_max32 : static_cast<std::uint32_t>(size));
    put(out_, large ? zip_max32 : static_cast<std::uint32_t>(offset), std::uint16_t{0});
    return std::move(out_);
  }

 private:
  using buffer = std::vector<std::uint8_t>;

  template <std::unsigned_integral... Values>
  static void put(buffer& to, Values... values) {
    auto const one = [&to](std::uint64_t value, std::size_t size) {
      for (std::size_t k = 0; k < size; ++k) to.push_back(static_cast<std::uint8_t>(value >> 8 * k));
    };
    (one(values, sizeof values), ...);
  }
  static void put_text(buffer& to, std::string const& text) { to.insert(to.end(), text.begin(), text.end()); }

  /// What the local header and the directory have in common: flags to the length of the name. The date is fixed
  /// (1980-01-01), so that equal contents give equal files; flag 11 says that names are UTF-8.
  static void put_common(buffer& to, zip_record const& r, bool large) {
    put(to, std::uint16_t{0x0800}, r.method, std::uint16_t{0}, std::uint16_t{0x0021}, r.crc);
    put(to, large ? zip_max32 : static_cast<std::uint32_t>(r.packed));
    put(to, large ? zip_max32 : static_cast<std::uint32_t>(r.size), static_cast<std::uint16_t>(r.name.size()));
  }

  std::uint64_t zip64_from_, count_ = 0;
  buffer out_, directory_;
};

}  // namespace tacit::inline TACIT_ABI::detail
