#pragma once
// Еталонний план tests/cases/migrate/<ім'я>.case.
//
//   === before       DBML наявної бази
//   === after        DBML, якою вона має стати
//   === flags        прапорці --rename, по одному на рядок: customers.phone=customers.mobile (розділу може не
//   бути)
//   === online       є — план для migrate --online (вміст неважливий; розділу може не бути)
//   === data         рядки, які лежать у базі: SQL, однаковий для обох рушіїв (може не бути)
//   === refused      що скаже migrate, коли план неможливий для цих даних (може не бути)
//   === mysql        очікуваний план (schema diff --sql); «error: …», якщо плану немає
//   === postgres     без розділу рушій у випадку не бере участі

#include "dbml/parse.h"
#include "migrate/plan_migration.h"
#include "support/dbml_case.h"

namespace techmarket::support {

struct MigrationCaseInput {
  schema::Database before, after;
  std::vector<migrate::RenameFlag> renames = {};
  std::string data = {};
  bool online = false;
  const std::string* refused = nullptr;  ///< розділ файлу; дійсний, доки живе CaseFile
};

inline Result<schema::Database> parse_section(const CaseFile& file, std::string_view section) {
  const std::string* text = file.section(section);
  if (!text) return fail(ErrorKind::bad_input, "no section " + std::string(section));
  auto parsed = dbml::parse(*text, file.name() + ".dbml");
  if (!parsed.ok()) return fail(ErrorKind::bad_input, dbml::render_all(parsed, false));
  return std::move(parsed.database);
}

inline Result<MigrationCaseInput> migration_case(const CaseFile& file) {
  MigrationCaseInput input;
  TM_ASSIGN(input.before, parse_section(file, "before"));
  TM_ASSIGN(input.after, parse_section(file, "after"));
  if (const auto* flags = file.section("flags"))
    for (const auto line : split(*flags, '\n')) {
      if (trim(line).empty()) continue;
      TM_ASSIGN(input.renames.emplace_back(), migrate::parse_rename(trim(line)));
    }
  if (const auto* data = file.section("data")) input.data = *data;
  input.online = file.section("online") != nullptr;
  input.refused = file.section("refused");
  return input;
}

inline std::string error_text(const Error& error) {
  return "error: " + error.message + "\n" + (error.hint.empty() ? "" : "  hint: " + error.hint + "\n");
}

/// Те, що друкує schema diff --sql, або текст помилки.
inline std::string planned_text(const MigrationCaseInput& input, schema::Dialect dialect) {
  const auto plan =
      migrate::plan_migration(input.after, input.before, migrate::predict_physical(input.before, dialect),
                              dialect, input.renames, {}, {}, input.online);
  return plan ? migrate::to_text(*plan) : error_text(plan.error());
}

}  // namespace techmarket::support
