#pragma once
// Еталонний випадок tests/cases/sql/<ім'я>.case:
//
//   === input          DBML
//   === mysql          очікуваний SQL; розділу немає — випадок лише для іншого діалекту
//   === postgres
//   === skip mariadb   чому текст не виконується на цьому сервері (одне речення)
//   === skip postgres

#include "schema/schema.h"
#include "support/case_file.h"

namespace techmarket::support {

inline std::vector<std::filesystem::path> case_paths() {
  return techmarket::support::case_paths("sql");
}

inline std::string_view section_name(schema::Dialect dialect) {
  return dialect == schema::Dialect::mysql ? "mysql" : "postgres";
}

}  // namespace techmarket::support
