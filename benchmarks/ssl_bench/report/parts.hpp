// The parts of the report, each a piece of HTML; empty where there is nothing to show.
#pragma once

#include <string>

#include "../summary.hpp"

namespace bench {

/// The class that colours a method: grey for the baseline, then one colour after another.
std::string colour_of(experiment const&, std::string const& method);
/// A square of the method's colour, and its name.
std::string named_swatch(experiment const&, std::string const& method);

std::string result_table(experiment const&);         // every run with its interval as a bar
std::string learning_curves(experiment const&);      // accuracy on labelled and validation samples, losses
std::string unlabelled_curves(experiment const&);    // mask rate, pseudo-label accuracy, gradient, disagreement
std::string pseudo_label_shares(experiment const&);  // how often each class was a pseudo-label
std::string class_accuracies(experiment const&);     // test accuracy class by class
std::string image_gallery(experiment const&);        // test images with every method's prediction
std::string decision_maps(experiment const&);        // points of the plane: the class of each place

}  // namespace bench
