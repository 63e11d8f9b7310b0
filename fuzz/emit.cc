// SQL обох діалектів. Обіцянки: кожна правильна схема перекладається, двічі однаково; текст — UTF-8 без NUL.
#include <cstdint>
#include <string>

#include "base/text.h"
#include "check.h"
#include "dbml/parse.h"
#include "ddl/dialect_findings.h"
#include "ddl/emit.h"
#include "erd/erd.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace techmarket;
  using fuzz::check;
  const auto parsed = dbml::parse(std::string(reinterpret_cast<const char*>(data), size), "input.dbml");
  if (!parsed.ok()) return 0;
  for (const auto dialect : {schema::Dialect::mysql, schema::Dialect::postgres}) {
    const auto sql = ddl::emit(parsed.database, dialect, {.source_name = "input.dbml"});
    check(sql == ddl::emit(parsed.database, dialect, {.source_name = "input.dbml"}),
          "the same schema gives the same bytes");
    check(invalid_utf8(sql) == std::string::npos, "SQL is UTF-8", sql);
    (void)ddl::dialect_findings(parsed.database, dialect);
  }
  const erd::ErdService service{.name = "input", .database = &parsed.database};
  (void)erd::erd_dot({&service, 1}, "input");
  (void)erd::erd_mermaid({&service, 1});
  return 0;
}
