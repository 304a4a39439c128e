// A small picture to draw on: discs and rings with smooth edges, saved as PNG by Debian's libstb-dev.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#include <stb_image_write.h>

using colour = std::array<double, 3>;  // red, green, blue in 0 .. 1

inline colour mixed(colour const& a, colour const& b, double share) {
  return {a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), a[2] + share * (b[2] - a[2])};
}

class canvas {
 public:
  canvas(int width, int height, colour const& c) : width_(width), height_(height), pixels_(at(0, height), c) {}

  int width() const { return width_; }
  int height() const { return height_; }
  colour& pixel(int x, int y) { return pixels_[at(x, y)]; }

  /// Where the distance to the centre is inner .. outer pixels; edges fade over one pixel.
  void ring(double x, double y, double inner, double outer, colour const& c, double opacity = 1) {
    for (int v = std::max(0, static_cast<int>(y - outer - 1)); v < std::min(height_, static_cast<int>(y + outer + 2));
         ++v)
      for (int u = std::max(0, static_cast<int>(x - outer - 1)); u < std::min(width_, static_cast<int>(x + outer + 2));
           ++u) {
        double const r = std::hypot(u - x, v - y);
        double const cover = std::clamp(outer + 0.5 - r, 0.0, 1.0) * std::clamp(r - inner + 0.5, 0.0, 1.0);
        pixel(u, v) = mixed(pixel(u, v), c, opacity * cover);
      }
  }
  void disc(double x, double y, double radius, colour const& c, double opacity = 1) {
    ring(x, y, -1, radius, c, opacity);
  }

  bool save_png(std::string const& path) const {
    std::vector<std::uint8_t> bytes;
    for (colour const& c : pixels_)
      for (double v : c) bytes.push_back(static_cast<std::uint8_t>(std::lround(255 * std::clamp(v, 0.0, 1.0))));
    return stbi_write_png(path.c_str(), width_, height_, 3, bytes.data(), 3 * width_) != 0;
  }

 private:
  std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
  }

  int width_, height_;
  std::vector<colour> pixels_;
};
