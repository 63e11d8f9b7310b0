#include "ddl/describe.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace techmarket::ddl {

std::string describe(const schema::Type& type) {
  const bool named_schema = type.schema && *type.schema != schema::kDefaultSchema;
  return (named_schema ? *type.schema + "." : std::string()) + type.text();
}

std::string describe(const schema::Value& value) {
  using Kind = schema::Value::Kind;
  switch (value.kind) {
    case Kind::string:
    case Kind::enum_member:
      return "'" + value.text + "'";
    case Kind::expression:
      return "`" + value.text + "`";
    case Kind::number:
    case Kind::boolean:
      return value.text;
    case Kind::null:
      break;
  }
  return "null";
}

std::string describe(const schema::Column& column) {
  std::string text = describe(column.type);
  if (column.not_null.value_or(false)) text += " not null";
  if (column.increment) text += " increment";
  if (column.default_value) text += " default " + describe(*column.default_value);
  return text;
}

std::string describe_columns(const std::vector<std::string>& columns) {
  return fmt::format("({})", fmt::join(columns, ", "));
}

std::string describe_parts(const schema::Index& index) {
  std::vector<std::string> parts;
  for (const auto& part : index.parts) parts.push_back(part.expression ? "`" + part.text + "`" : part.text);
  return describe_columns(parts);
}

std::string describe(const schema::Index& index) {
  std::string text = describe_parts(index);
  if (index.unique && !index.primary_key) text += " unique";
  if (!index.type.empty()) text += " " + index.type;
  return text;
}

std::string describe(const schema::Ref& ref) {
  std::vector<std::string> settings;
  if (!ref.on_delete.empty()) settings.push_back("delete: " + ref.on_delete);
  if (!ref.on_update.empty()) settings.push_back("update: " + ref.on_update);
  std::string text =
      fmt::format("{} > {} {}", describe_columns(ref.first.columns), schema::display_name(ref.second.table),
                  describe_columns(ref.second.columns));
  if (!settings.empty()) text += fmt::format(" [{}]", fmt::join(settings, ", "));
  return text;
}

std::string describe(const schema::Enum& element) {
  std::vector<std::string> values;
  for (const auto& value : element.values) values.push_back(value.name);
  return fmt::format("{}", fmt::join(values, ", "));
}

bool same_shown(const std::string& a, const std::string& b, schema::Dialect dialect) {
  if (a == b || dialect == schema::Dialect::postgres) return a == b;
  std::string_view left = a, right = b;
  while (!left.empty() && !right.empty()) {
    const std::size_t own = utf8_length(left), other = utf8_length(right);
    const bool unknown = (own == 4 && right[0] == '?') || (other == 4 && left[0] == '?');
    if (!unknown && left.substr(0, own) != right.substr(0, other)) return false;
    left.remove_prefix(own);
    right.remove_prefix(other);
  }
  return left.empty() && right.empty();
}

}  // namespace techmarket::ddl
