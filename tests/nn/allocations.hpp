// How often this program asked for memory.
#pragma once

/// Calls of operator new since the program started, of all threads.
long allocation_count();
