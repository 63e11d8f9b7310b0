#include "schema/cross_service.h"

#include "base/text.h"

namespace techmarket::schema {

std::optional<CrossServiceTarget> cross_service_target(const Column& column) {
  constexpr std::string_view kStart = "Ref:", kDatabase = " DB (";
  if (!column.note) return std::nullopt;
  std::string_view note = trim(*column.note);
  if (!note.starts_with(kStart)) return std::nullopt;
  note = trim(note.substr(kStart.size()));

  const auto database = note.find(kDatabase), close = note.find(')');
  if (database == std::string_view::npos || database == 0 || close == std::string_view::npos)
    return std::nullopt;
  const auto open = database + kDatabase.size();
  if (close <= open) return std::nullopt;
  const auto path = split(note.substr(open, close - open), '.');
  if (path.size() != 2 || trim(path[0]).empty() || trim(path[1]).empty()) return std::nullopt;
  return CrossServiceTarget{.service = ascii_lower(note.substr(0, database)) + "-db",
                            .table = std::string(trim(path[0])),
                            .column = std::string(trim(path[1]))};
}

std::vector<CrossServiceRef> cross_service_refs(const Database& database) {
  std::vector<CrossServiceRef> refs;
  for (const auto& table : database.tables)
    for (const auto& column : table.columns)
      if (auto target = cross_service_target(column)) refs.push_back({&table, &column, std::move(*target)});
  return refs;
}

}  // namespace techmarket::schema
