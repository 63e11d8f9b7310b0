#include "base/tsv.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "base/text.h"

namespace techmarket {
namespace {

constexpr std::size_t kLongestField = 480;

std::unexpected<Error> error_at(const std::string& place, std::string_view message, std::string hint) {
  return fail(ErrorKind::bad_input, fmt::format("{}: error: {}", place, message), std::move(hint));
}

/// Номери потрібних колонок у файлі.
Result<std::vector<std::size_t>> find_columns(const std::vector<std::string_view>& header,
                                              const std::vector<std::string>& wanted,
                                              const std::string& place) {
  const std::vector<std::string> names(header.begin(), header.end());
  std::vector<std::size_t> positions;
  for (const auto& name : wanted) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) {
      const std::string similar = did_you_mean_hint(name, names);
      return error_at(place, fmt::format("no column '{}'", name),
                      similar.empty()
                          ? fmt::format("the first line must name the columns {}", fmt::join(wanted, ", "))
                          : similar);
    }
    positions.push_back(static_cast<std::size_t>(found - names.begin()));
  }
  return positions;
}

}  // namespace

std::unexpected<Error> TsvRow::error(std::string_view message, std::string hint) const {
  return error_at(place_, message, std::move(hint));
}

Result<std::string> TsvRow::required(std::size_t column) const {
  if (fields_[column].empty()) return error(fmt::format("column '{}' is empty", columns_[column]));
  return text(column);
}

Result<std::uint64_t> TsvRow::number(std::size_t column, std::uint64_t least, std::uint64_t most) const {
  const std::string_view field = fields_[column];
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (failure != std::errc() || end != field.data() + field.size() || value < least || value > most)
    return error(fmt::format("'{}' in column '{}' is not a whole number between {} and {}", field,
                             columns_[column], least, most));
  return value;
}

Result<Money> TsvRow::money(std::size_t column) const {
  auto value = parse_money(fields_[column]);
  if (!value) return error(fmt::format("column '{}': {}", columns_[column], value.error().message));
  return value;
}

Result<Date> TsvRow::month(std::size_t column) const {
  auto date = parse_date(text(column) + "-01");
  if (!date)
    return error(fmt::format("'{}' in column '{}' is not a month", fields_[column], columns_[column]),
                 "write YYYY-MM");
  return *date;
}

Status read_tsv(const std::filesystem::path& path, const std::vector<std::string>& columns,
                const std::function<Status(const TsvRow&)>& handler) {
  TM_ASSIGN(const std::string text, read_file(path));
  std::vector<std::size_t> positions;
  std::size_t width = 0;
  int number = 0, rows = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    const std::string place = fmt::format("{}:{}", path.string(), number);
    const auto fields = split(line, '\t');
    if (positions.empty()) {
      TM_ASSIGN(positions, find_columns(fields, columns, place));
      width = fields.size();
      continue;
    }
    if (fields.size() != width)
      return error_at(place, fmt::format("{} fields instead of {}", fields.size(), width),
                      "separate the fields with exactly one tab; leave a field empty rather than out");
    std::vector<std::string_view> wanted;
    for (const std::size_t position : positions) {
      if (fields[position].size() > kLongestField)
        return error_at(place, fmt::format("a field longer than {} bytes", kLongestField), "shorten it");
      wanted.push_back(fields[position]);
    }
    TM_TRY(handler(TsvRow(place, columns, std::move(wanted))));
    ++rows;
  }
  if (rows == 0)
    return fail(ErrorKind::bad_input, fmt::format("{}: error: no rows", path.string()),
                "restore the file from the repository: `git checkout -- database/data`");
  return {};
}

}  // namespace techmarket
