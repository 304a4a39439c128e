// norm: all normalisations.
#pragma once

#include "tacit/kernel/batch_norm.hpp"
#include "tacit/kernel/batch_norm_backward.hpp"
#include "tacit/kernel/group_norm.hpp"
#include "tacit/kernel/l2_norm.hpp"
#include "tacit/kernel/layer_norm.hpp"
