// pool: all poolings.
#pragma once

#include "tacit/kernel/avg_pool.hpp"
#include "tacit/kernel/global_pool.hpp"
#include "tacit/kernel/max_pool.hpp"
