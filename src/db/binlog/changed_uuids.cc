#include "db/binlog/changed_uuids.h"

#include <fmt/format.h>

#include "db/binlog/change_reader.h"

namespace techmarket::db::binlog {

Result<ChangedUuids> changed_uuids(const Endpoint& endpoint, const Checkpoint& since, const LogPosition& to,
                                   const std::vector<WatchedTable>& tables, std::size_t limit) {
  ChangedUuids changed{.of_table = std::vector<UuidSet>(tables.size()), .why_all = {}};
  TM_ASSIGN(auto opened, ChangeReader::open(endpoint, since, tables));
  if (const Gap* gap = std::get_if<Gap>(&opened)) {
    changed.why_all = gap->message;
    return changed;
  }
  TM_ASSIGN(const auto gap, std::get<ChangeReader>(opened).read_to(
                                to, {.key = [&](std::size_t table, RowView key) -> Status {
                                       if (!changed.why_all.empty()) return {};
                                       auto& keys = changed.of_table[table];
                                       const auto id = parse_uuid(key.front());
                                       if (!id)
                                         changed.why_all = fmt::format(
                                             "the log names '{}', which is not a UUID", key.front());
                                       else if (keys.insert(*id); keys.size() > limit)
                                         changed.why_all = "too much has changed";
                                       return {};
                                     },
                                     .whole = [&](std::size_t table, std::string_view reason) -> Status {
                                       changed.why_all = fmt::format("{}: {}", tables[table].table, reason);
                                       return {};
                                     }}));
  if (gap) changed.why_all = gap->message;
  return changed;
}

}  // namespace techmarket::db::binlog
