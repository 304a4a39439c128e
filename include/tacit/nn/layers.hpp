// All layers, and the ways to compose them.
#pragma once

#include "tacit/nn/layers/activations.hpp"
#include "tacit/nn/layers/batch_norm.hpp"
#include "tacit/nn/layers/conv2d.hpp"
#include "tacit/nn/layers/dropout.hpp"
#include "tacit/nn/layers/flatten.hpp"
#include "tacit/nn/layers/group_norm.hpp"
#include "tacit/nn/layers/l2_normalise.hpp"
#include "tacit/nn/layers/layer_norm.hpp"
#include "tacit/nn/layers/linear.hpp"
#include "tacit/nn/layers/noise.hpp"
#include "tacit/nn/layers/pool.hpp"
#include "tacit/nn/layers/weight_norm.hpp"
#include "tacit/nn/layers/wide_block.hpp"
#include "tacit/nn/repeat.hpp"
#include "tacit/nn/residual.hpp"
#include "tacit/nn/sequential.hpp"
