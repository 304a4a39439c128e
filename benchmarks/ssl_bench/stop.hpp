// Ctrl-C and SIGTERM: the run ends at its next step, and what is done so far is written. A second one ends the program.
#pragma once

namespace bench {

void watch_signals();
bool stop_requested();

}  // namespace bench
