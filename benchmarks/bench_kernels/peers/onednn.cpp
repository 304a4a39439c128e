#include "peers.hpp"

#if BENCH_ONEDNN
#include <omp.h>

#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>

namespace bench {
namespace {

using dnnl::memory;

/// A primitive with its arguments filled at random.
class prepared {
 public:
  template <class Descriptor>
  prepared(dnnl::engine const& engine, Descriptor const& d, dnnl::primitive const& p,
           std::vector<std::pair<int, memory::desc>> const& arguments)
      : stream_(engine), primitive_(p) {
    static_cast<void>(d);
    for (auto const& [name, description] : arguments) {
      memory m(description, engine);
      auto const values = random_array<float>(static_cast<index_t>(description.get_size() / sizeof(float)));
      std::copy(values->begin(), values->end(), static_cast<float*>(m.get_data_handle()));
      arguments_.insert({name, m});
    }
  }
  void run() {
    primitive_.execute(stream_, arguments_);
    stream_.wait();
  }

 private:
  dnnl::stream stream_;
  dnnl::primitive primitive_;
  std::unordered_map<int, memory> arguments_;
};

}  // namespace

void add_onednn(std::vector<job>& jobs, context const& ctx, conv_pass pass, tacit::conv_shape const& s) {
  using namespace dnnl;
  int const before = omp_get_max_threads();
  omp_set_num_threads(ctx.threads());  // it plans for so many
  static engine const cpu(engine::kind::cpu, 0);
  auto const any = [](memory::dims d) { return memory::desc(d, memory::data_type::f32, memory::format_tag::any); };
  auto const x = any({s.batch, s.channels, s.height, s.width});
  auto const w = any({s.filters, s.channels, s.kernel_h, s.kernel_w});
  auto const y = any({s.batch, s.filters, s.out_height(), s.out_width()});
  memory::dims const strides{s.stride, s.stride}, padding{s.padding, s.padding};
  auto const method = algorithm::convolution_auto;
  convolution_forward::primitive_desc const forward(
      {prop_kind::forward_training, method, x, w, y, strides, padding, padding}, cpu);
  std::shared_ptr<prepared> work;
  if (pass == conv_pass::forward) {
    work =
        std::make_shared<prepared>(cpu, forward, convolution_forward(forward),
                                   std::vector<std::pair<int, memory::desc>>{{DNNL_ARG_SRC, forward.src_desc()},
                                                                             {DNNL_ARG_WEIGHTS, forward.weights_desc()},
                                                                             {DNNL_ARG_DST, forward.dst_desc()}});
  } else if (pass == conv_pass::backward_data) {
    convolution_backward_data::primitive_desc const d({method, x, w, y, strides, padding, padding}, cpu, forward);
    work =
        std::make_shared<prepared>(cpu, d, convolution_backward_data(d),
                                   std::vector<std::pair<int, memory::desc>>{{DNNL_ARG_DIFF_SRC, d.diff_src_desc()},
                                                                             {DNNL_ARG_WEIGHTS, d.weights_desc()},
                                                                             {DNNL_ARG_DIFF_DST, d.diff_dst_desc()}});
  } else {
    convolution_backward_weights::primitive_desc const d({method, x, w, y, strides, padding, padding}, cpu, forward);
    work = std::make_shared<prepared>(
        cpu, d, convolution_backward_weights(d),
        std::vector<std::pair<int, memory::desc>>{{DNNL_ARG_SRC, d.src_desc()},
                                                  {DNNL_ARG_DIFF_WEIGHTS, d.diff_weights_desc()},
                                                  {DNNL_ARG_DIFF_DST, d.diff_dst_desc()}});
  }
  omp_set_num_threads(before);
  jobs.push_back({"onednn", [work, before, threads = ctx.threads()] {
                    omp_set_num_threads(threads);
                    work->run();
                    omp_set_num_threads(before);
                  }});
}

}  // namespace bench
#else
void bench::add_onednn(std::vector<job>&, context const&, conv_pass, tacit::conv_shape const&) {}
#endif
