#include "ddl/scope.h"

#include <fnmatch.h>

#include <algorithm>

namespace techmarket::ddl {

bool Scope::covers(const schema::QualifiedName& table) const {
  if (!schemas.empty() && std::ranges::find(schemas, table.schema) == schemas.end()) return false;
  const std::string shown = schema::display_name(table), full = table.schema + "." + table.name;
  return std::ranges::none_of(exclude, [&](const std::string& pattern) {
    return ::fnmatch(pattern.c_str(), shown.c_str(), 0) == 0 ||
           ::fnmatch(pattern.c_str(), full.c_str(), 0) == 0;
  });
}

void Scope::narrow(schema::Database& database) const {
  std::erase_if(database.tables, [&](const schema::Table& table) { return !covers(table.name); });
  std::erase_if(database.refs, [&](const schema::Ref& ref) {
    return !covers(ref.first.table) || !covers(ref.second.table);
  });
  if (!schemas.empty())
    std::erase_if(database.enums, [&](const schema::Enum& element) {
      return std::ranges::find(schemas, element.name.schema) == schemas.end();
    });
}

}  // namespace techmarket::ddl
