// Numbers and words as people read them, for the table, the report and messages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// "0.03", "50", "12000": up to `digits` significant digits, no trailing zeros.
std::string number(double value, int digits = 4);

/// With this many decimals; "-" for NaN.
std::string fixed(double value, int decimals);

/// A fraction as percent, "71.3"; "-" for NaN.
std::string percent(double fraction, int decimals = 1);

/// "+3.1": a difference of fractions in percentage points, with its sign; "-" for NaN.
std::string points(double fraction);

/// "a, b and c".
std::string enumerate(std::vector<std::string> const& words);

/// Text that is safe inside HTML and its attributes.
std::string escape(std::string_view text);

/// Words at the commas; empty words stay, so that "a,,b" can be refused.
std::vector<std::string> split_at_commas(std::string_view text);

}  // namespace bench
