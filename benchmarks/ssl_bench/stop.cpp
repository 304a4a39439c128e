// A flag that the signals set.
#include "stop.hpp"

#include <csignal>

namespace bench {

namespace {
volatile std::sig_atomic_t requested = 0;
void request(int) { requested = 1; }
}  // namespace

void watch_signals() {
  struct sigaction action = {};
  action.sa_handler = request;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool stop_requested() { return requested != 0; }

}  // namespace bench
