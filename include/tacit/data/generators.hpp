// All generators of data sets.
#pragma once

#include "tacit/data/blobs.hpp"
#include "tacit/data/circles.hpp"
#include "tacit/data/spirals.hpp"
#include "tacit/data/synthetic_images.hpp"
#include "tacit/data/two_moons.hpp"
