// The one file of tacit::compiled: instantiates what tacit/compiled.hpp declares.
#define TACIT_COMPILED
#include "tacit/compiled.hpp"
