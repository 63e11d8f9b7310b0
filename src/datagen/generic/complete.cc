#include "datagen/generic/complete.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/log.h"
#include "base/text.h"
#include "datagen/generic/choose.h"
#include "ddl/normalise.h"

namespace techmarket::datagen::generic {
namespace {

struct Added {
  CodecPtr codec;
  std::uint64_t field = 0;
};

bool is_written(const TableSource& table, const schema::Column& column) {
  return std::ranges::any_of(table.columns,
                             [&](std::string_view name) { return equals_ignore_case(name, column.name); });
}

/// Чи можна дати стовпцю довільне значення: не ключ і не унікальний.
bool is_free(const schema::Database& database, const schema::Table& table, const schema::Column& column) {
  const auto mentions = [&](const schema::Index& index) {
    return (index.unique || index.primary_key) &&
           std::ranges::any_of(index.parts, [&](const auto& part) { return part.text == column.name; });
  };
  const auto refers = [&](const schema::Ref& ref) {
    return ref.first.table == table.name &&
           std::ranges::find(ref.first.columns, column.name) != ref.first.columns.end();
  };
  return !column.increment && std::ranges::none_of(table.indexes, mentions) &&
         std::ranges::none_of(database.refs, refers);
}

/// Рядок світу разом із доданими полями. Значення — функція самого рядка, тож порядок і частки не важать.
void append_row(std::string_view row, const std::vector<Added>& added, std::uint64_t stream, RowBuffer& out) {
  const std::uint64_t key = XXH3_64bits(row.data(), row.size());
  out.begin_row();
  for (;;) {
    const std::size_t tab = row.find('\t');
    out.raw(row.substr(0, tab));
    out.end_field();
    if (tab == std::string_view::npos) break;
    row.remove_prefix(tab + 1);
  }
  std::string text;
  for (const Added& column : added) {
    const std::uint64_t random = draw(stream, key, column.field);
    text.clear();
    column.codec->write({column.codec->draw(random), random}, text);
    out.text(text);
    out.end_field();
  }
  out.end_row();
}

}  // namespace

Result<std::vector<TableSource>> complete_tables(std::vector<TableSource> tables, const Schemas& schemas,
                                                 const std::filesystem::path& data,
                                                 const Parameters& parameters) {
  LexiconPtr lexicon;
  for (TableSource& table : tables) {
    const auto schema = schemas.find(table.service);
    if (schema == schemas.end()) continue;
    const schema::Table* declared = schema->second.database.table(table.table);
    if (!declared) continue;
    std::optional<schema::Database> normal;
    std::vector<Added> added;
    for (const schema::Column& column : declared->columns) {
      if (column.nullable() || column.default_value || is_written(table, column)) continue;
      if (!normal) normal = ddl::normalise(schema->second.database, schema::Dialect::mysql);
      const schema::Table& own = *normal->table(declared->name);
      const schema::Column& subject = *own.column(column.name);
      if (!is_free(*normal, own, subject)) continue;
      const ValueType type = value_type(subject, *normal, schema::Dialect::mysql);
      if (type.kind == ValueKind::unknown) continue;
      if (!lexicon) {
        TM_ASSIGN(lexicon, Lexicon::read(data, Language::uk, parameters.seed));
      }
      std::vector<Bounds> bounds(own.columns.size());
      for (const schema::Check& check : own.checks)
        if (const auto condition = Condition::compile(check, schema::Dialect::mysql, own.column_names(),
                                                      start_of(parameters.until)))
          narrow(*condition, bounds);
      const auto place = static_cast<std::size_t>(&subject - own.columns.data());
      const Source source = choose({.type = type,
                                    .guess = guess(own, subject, type),
                                    .bounds = bounds[place],
                                    .distinct_rows = 0,
                                    .dialect = schema::Dialect::mysql},
                                   *lexicon, parameters.until);
      spdlog::warn(
          "{}: column '{}.{}' is new to the generator: it gets values guessed from its name, type and note",
          table.service, table.table, column.name);
      table.columns.push_back(column.name);
      added.push_back({source.codec, name_hash(column.name)});
    }
    if (added.empty()) continue;
    const std::uint64_t stream = RandomStream(parameters.seed, table.table).at(0, name_hash("added")) | 1;
    // Кодеки вказують у словник, тож він живе разом із таблицею.
    table.write = [write = std::move(table.write), added = std::move(added), stream, lexicon](
                      Range range, RowBuffer& out) {
      RowBuffer scratch;
      write(range, scratch);
      for (std::string_view rows = scratch.bytes(); !rows.empty();) {
        const std::string_view row = rows.substr(0, rows.find('\n'));
        rows.remove_prefix(row.size() + 1);
        append_row(row, added, stream, out);
      }
    };
  }
  return tables;
}

}  // namespace techmarket::datagen::generic
