// Convolutions and both of their gradients: every shape of the networks that the library offers.
#include "../peers/peers.hpp"
#include "tacit/kernel/conv.hpp"

namespace bench {
namespace {

using tacit::conv_shape;

struct layer {
  index_t side, channels, filters, kernel, stride, padding;
  int count;
};

conv_shape shape_of(index_t batch, layer const& l) {
  return {.batch = batch,
          .height = l.side,
          .width = l.side,
          .channels = l.channels,
          .filters = l.filters,
          .kernel_h = l.kernel,
          .kernel_w = l.kernel,
          .stride = l.stride,
          .padding = l.padding};
}

/// "240x28x28x1->32 3x3", "/2" for stride 2.
std::string describe(conv_shape const& s) {
  return extents(s.batch, s.height, s.width, s.channels) + "->" + std::to_string(s.filters) + " " +
         extents(s.kernel_h, s.kernel_w) + (s.stride > 1 ? "/" + std::to_string(s.stride) : "");
}

std::vector<job> prepare(conv_pass pass, conv_shape const& s, context const& ctx) {
  auto const x = random_array<float>(s.batch * s.height * s.width * s.channels, 1),
             w = random_array<float>(s.filters * s.kernel_h * s.kernel_w * s.channels, 2),
             y = random_array<float>(s.batch * s.out_height() * s.out_width() * s.filters, 3);
  std::vector<job> jobs;
  jobs.push_back({"tacit", [=] {
                    if (pass == conv_pass::forward)
                      tacit::conv2d_forward(ctx, s, x->data(), w->data(), nullptr, y->data());
                    else if (pass == conv_pass::backward_data)
                      tacit::conv2d_backward_data(ctx, s, y->data(), w->data(), x->data());
                    else
                      tacit::conv2d_backward_weights(ctx, s, x->data(), y->data(), w->data(), nullptr);
                  }});
  add_onednn(jobs, ctx, pass, s);
  return jobs;
}

/// The first layer's input needs no gradient.
void add_network(std::vector<kernel_case>& cases, std::string const& net, index_t batch,
                 std::vector<layer> const& layers) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    conv_shape const s = shape_of(batch, layers[i]);
    double const operations = 2.0 * static_cast<double>(s.batch * s.out_height() * s.out_width() * s.filters) *
                              static_cast<double>(s.kernel_h * s.kernel_w * s.channels);
    auto const add = [&](char const* name, conv_pass pass) {
      cases.push_back({name, "f32", describe(s), limit::arithmetic, operations,
                       [pass, s](context const& ctx) { return prepare(pass, s, ctx); }, net, layers[i].count});
    };
    add("conv_forward", conv_pass::forward);
    if (i > 0) add("conv_backward_data", conv_pass::backward_data);
    add("conv_backward_weights", conv_pass::backward_weights);
  }
}

}  // namespace

std::vector<kernel_case> convolution_cases() {
  std::vector<kernel_case> cases;
  add_network(cases, "small_cnn", 240, {{28, 1, 32, 3, 1, 1, 1}, {14, 32, 64, 3, 1, 1, 1}, {7, 64, 128, 3, 1, 1, 1}});
  add_network(cases, "wrn28_2", 64,
              {{32, 3, 16, 3, 1, 1, 1},
               {32, 16, 32, 3, 1, 1, 1},
               {32, 32, 32, 3, 1, 1, 7},
               {32, 16, 32, 1, 1, 0, 1},
               {32, 32, 64, 3, 2, 1, 1},
               {16, 64, 64, 3, 1, 1, 7},
               {32, 32, 64, 1, 2, 0, 1},
               {16, 64, 128, 3, 2, 1, 1},
               {8, 128, 128, 3, 1, 1, 7},
               {16, 64, 128, 1, 2, 0, 1}});
  add_network(cases, "conv_large", 16,
              {{32, 3, 128, 3, 1, 1, 1},
               {32, 128, 128, 3, 1, 1, 2},
               {16, 128, 256, 3, 1, 1, 1},
               {16, 256, 256, 3, 1, 1, 2},
               {8, 256, 512, 3, 1, 0, 1},
               {6, 512, 256, 1, 1, 0, 1},
               {6, 256, 128, 1, 1, 0, 1}});
  return cases;
}

}  // namespace bench
