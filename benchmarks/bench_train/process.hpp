// What the operating system and the allocator know of this process.
#pragma once

namespace bench {

/// Calls of operator new so far, of all threads.
long allocation_count();

/// Forgets the process's peak of resident memory, where the system allows it.
void restart_peak();
/// MiB; of the whole process where the peak could not be restarted; NaN where it is not known.
double peak_mib();

}  // namespace bench
