#include "world/simulate/conditions.h"

#include <fmt/format.h>

namespace techmarket::world {

Result<Share> parse_share(std::string_view option, std::string_view text) {
  const auto whole = text.substr(0, text.find('.'));
  std::string digits(text.size() > whole.size() ? text.substr(whole.size() + 1) : "");
  const bool digits_only = !text.empty() && digits.size() <= 4 && (whole == "0" || whole == "1") &&
                           digits.find_first_not_of("0123456789") == std::string::npos;
  digits.resize(4, '0');
  if (digits_only) {
    const Share share{Share::kWhole * (whole == "1" ? 1u : 0u) +
                      static_cast<std::uint32_t>(std::stoul(digits))};
    if (share.parts <= Share::kWhole) return share;
  }
  return fail(ErrorKind::usage, fmt::format("{} {}: not a share", option, text),
              "write a number from 0 to 1 with at most four decimals, such as 0.05");
}

std::string to_string(Share share) {
  std::string text = fmt::format("{}.{:04}", share.parts / Share::kWhole, share.parts % Share::kWhole);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace techmarket::world
