// Схема, написана для іншого сервера чи для жодного, стає такою, яку цей сервер збудує.

#include "filler/fit_schema.h"
#include "ddl/dialect_findings.h"
#include "ddl/emit.h"
#include "filler/testing/planned.h"

namespace techmarket::filler {
namespace {

using namespace testing;

constexpr std::string_view kForeign = R"(
Enum mood { sad
 happy }
Table users {
  id bigserial [pk]
  login string [unique]
  about varchar(MAX)
  joined datetime [default: `getdate()`]
  seen timestamptz [default: `now()`]
  balance money2
  kind enum(basic, premium)
  moods mood[]
  extra jsonb [not null, default: `{}`]
  token uuid [default: `gen_random_uuid()`]
  photo blob
}
Table posts {
  id tinyint
  user_id int [ref: > users.id]
  slug text
  reply_to varchar(20) [ref: > posts.id]
  indexes { slug [type: fulltext]
   `id * 2`
   (slug, user_id) [type: hash] }
})";

TEST(FitSchema, LeavesNothingTheServerWouldRefuse) {
  for (const Dialect dialect : {Dialect::mysql, Dialect::postgres}) {
    const dbml::Parsed parsed = dbml::parse(std::string(kForeign), "test.dbml");
    ASSERT_TRUE(parsed.ok());
    const FittedSchema fitted = fit_schema(parsed.database, dialect);
    std::string left;
    for (const Diagnostic& finding : ddl::dialect_findings(fitted.built, dialect))
      left += finding.message + "\n";
    EXPECT_EQ(left, "");
    const std::string script = ddl::emit(fitted.built, dialect, {});
    EXPECT_FALSE(script.contains("getdate") || script.contains("MAX") || script.contains("money2")) << script;
    EXPECT_TRUE(script.contains("UNIQUE") && script.contains("FOREIGN KEY")) << script;
    EXPECT_FALSE(fitted.notes.empty());
    // Рядки роблять за тією самою схемою: невідомий тип тепер текст, а не порожнеча.
    EXPECT_EQ(fitted.planned.tables[0].columns[5].type.text(), "text");
  }
}

TEST(FitSchema, ChangesNothingTheServerTakes) {
  constexpr std::string_view kOwn = R"(
Table users {
  id int [pk, increment]
  name varchar(100) [not null, default: 'x']
  total decimal(10,2) [default: 0]
  active boolean [default: true]
  created_at timestamp [default: `now()`]
})";
  for (const Dialect dialect : {Dialect::mysql, Dialect::postgres}) {
    const dbml::Parsed parsed = dbml::parse(std::string(kOwn), "test.dbml");
    const FittedSchema fitted = fit_schema(parsed.database, dialect);
    for (const Diagnostic& note : fitted.notes) ADD_FAILURE() << note.message;
    EXPECT_EQ(ddl::emit(fitted.built, dialect, {}), ddl::emit(parsed.database, dialect, {}));
  }
}

}  // namespace
}  // namespace techmarket::filler
