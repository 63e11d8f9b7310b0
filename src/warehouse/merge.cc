#include "warehouse/merge.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace techmarket::warehouse {
namespace {

/// Стовпці, значення і пари «стовпець = значення», кожен перелік окремо.
struct Lists {
  std::vector<std::string> columns, values, pairs;

  void add(const std::vector<Assignment>& assignments) {
    for (const auto& [column, value] : assignments) {
      columns.emplace_back(column);
      values.push_back(value);
      pairs.push_back(fmt::format("{} = {}", column, value));
    }
  }
};

}  // namespace

Result<std::int64_t> update_changed(const Merge& merge, db::postgres::Connection& warehouse) {
  Lists compared, set;
  compared.add(merge.compared);
  set.add(merge.compared);
  set.add(merge.touched);
  return warehouse.execute_counted(
      fmt::format("UPDATE {} d SET {} FROM {} WHERE d.{} = {} AND (d.{}) IS DISTINCT FROM ({})", merge.table,
                  fmt::join(set.pairs, ", "), merge.from, merge.key.column, merge.key.value,
                  fmt::join(compared.columns, ", d."), fmt::join(compared.values, ", ")));
}

Result<std::int64_t> insert_new(const Merge& merge, db::postgres::Connection& warehouse) {
  Lists all;
  all.add({merge.key});
  all.add(merge.inserted);
  all.add(merge.compared);
  all.add(merge.touched);
  return warehouse.execute_counted(
      fmt::format("INSERT INTO {0} ({1}) SELECT {2} FROM {3} WHERE NOT EXISTS (SELECT FROM {0} d WHERE d.{4} "
                  "= {5}) ORDER BY {6}",
                  merge.table, fmt::join(all.columns, ", "), fmt::join(all.values, ", "), merge.from,
                  merge.key.column, merge.key.value, merge.order));
}

Status check_stored(std::string_view table, std::int64_t sent, std::int64_t found) {
  if (sent == found) return {};
  return fail(ErrorKind::retryable,
              fmt::format("rows do not add up: {} rows were sent to {}, the warehouse holds {} of them",
                          with_thousands(sent), table, with_thousands(found)),
              "the run was rolled back; run the same command again");
}

}  // namespace techmarket::warehouse
