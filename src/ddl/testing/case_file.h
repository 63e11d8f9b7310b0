#pragma once
// Еталонний випадок tests/cases/sql/<ім'я>.case:
//
//   === input          DBML
//   === mysql          очікуваний SQL; розділу немає — випадок лише для іншого діалекту
//   === postgres
//   === skip mariadb   чому текст не виконується на цьому сервері (одне речення)
//   === skip postgres

#include "base/testing/case_file.h"
#include "schema/schema.h"

namespace techmarket::ddl::testing {

using techmarket::CaseFile;
using techmarket::read_case;

inline std::vector<std::filesystem::path> case_paths() {
  return techmarket::case_paths("sql");
}

inline std::string_view section_name(schema::Dialect dialect) {
  return dialect == schema::Dialect::mysql ? "mysql" : "postgres";
}

}  // namespace techmarket::ddl::testing
