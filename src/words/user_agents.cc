#include "words/user_agents.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/tsv.h"

namespace techmarket::words {

Result<Browsers> Browsers::read(const std::filesystem::path& path) {
  Browsers browsers;
  TM_TRY(read_tsv(path, {"browser", "version", "released", "pair"}, [&](const TsvRow& row) -> Status {
    TM_ASSIGN(const std::string name, row.required(0));
    BrowserRelease release{.released = {}, .version = {}, .pair = row.text(3)};
    TM_ASSIGN(release.version, row.required(1));
    const auto released = parse_date(row.text(2));
    if (!released) return row.error(fmt::format("'{}' is not a date", row.text(2)), "write YYYY-MM-DD");
    release.released = *released;
    auto& known = browsers.releases_[name];
    if (!known.empty() && known.back().released > release.released)
      return row.error("released before the line above", "keep the releases of a browser in order");
    known.push_back(std::move(release));
    return {};
  }));
  return browsers;
}

std::optional<std::string> Browsers::version(std::string_view place, Date date) const {
  constexpr std::string_view kPair = ".pair";
  std::ptrdiff_t behind = 0;
  if (const auto dash = place.find('-'); dash != std::string_view::npos) {
    const std::string_view digits = place.substr(dash + 1);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), behind);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || behind < 0)
      return std::nullopt;
    place = place.substr(0, dash);
  }
  const bool pair = place.ends_with(kPair);
  if (pair) place.remove_suffix(kPair.size());
  const auto found = releases_.find(place);
  if (found == releases_.end()) return std::nullopt;
  const auto& known = found->second;
  const std::ptrdiff_t out =
      std::ranges::upper_bound(known, date, {}, &BrowserRelease::released) - known.begin();
  const BrowserRelease& release =
      known[static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, out - 1 - behind))];
  if (pair && release.pair.empty()) return std::nullopt;
  return pair ? release.pair : release.version;
}

std::optional<std::string> Browsers::render(std::string_view text, Date date) const {
  std::string out;
  for (;;) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) return std::nullopt;
    const auto number = version(text.substr(open + 1, close - open - 1), date);
    if (!number) return std::nullopt;
    out += *number;
    text.remove_prefix(close + 1);
  }
}

}  // namespace techmarket::words
