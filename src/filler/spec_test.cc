// Файл налаштувань: кожну помилку названо з місцем, неможливе не доходить до рядків.

#include "filler/spec.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "ddl/normalise.h"
#include "filler/testing/planned.h"

namespace techmarket::filler {
namespace {

using namespace testing;

constexpr std::string_view kSchema = R"(
Enum stage { new
  old }
Table users { id int [pk, increment]
  code varchar(4) [not null]
  small smallint [not null]
  stage stage
  born date
  balance decimal(5,2) }
Table posts { id int [pk]
  user_id int [ref: > users.id] }
)";

/// Повідомлення про один стовпець users, якщо правило має помилку.
std::string complaint(const std::string& columns, const std::string& table = "users") {
  const auto file = std::filesystem::path(::testing::TempDir()) / fmt::format("{}-spec.toml", ::getpid());
  std::ofstream(file) << "[tables." << table << ".columns]\n" << columns << "\n";
  const auto parsed = dbml::parse(std::string(kSchema), "s.dbml");
  const auto spec = read_spec(file, ddl::normalise(parsed.database, Dialect::postgres));
  std::filesystem::remove(file);
  return spec ? "" : spec.error().message;
}

TEST(Spec, NamesEveryImpossibleRule) {
  const std::pair<std::string, std::string> cases[] = {
      {"smal = { constant = 1 }", "did you mean 'small'"},
      {"small = { rnge = [1, 2] }", "did you mean 'range'"},
      {"small = { constant = 1, values = [2] }", "takes one of"},
      {"small = { constant = \"abc\" }", "'abc' is not a whole number"},
      {"small = { values = [1, 40000] }", "40000 is out of range"},
      {"small = { range = [10, 1] }", "ends before it begins"},
      {"small = { range = [1, 99999] }", "99999 is out of range"},
      {"small = { null = 0.5 }", "NOT NULL"},
      {"small = { dictionary = \"city\" }", "dictionaries give texts"},
      {"small = { pattern = \"[a-z]\" }", "does not fit"},
      {"small = { sequence = { strat = 5 } }", "did you mean 'start'"},
      {"code = { pattern = \"[a-z]{9}\" }", "up to 9 characters, the column takes 4"},
      {"code = { constant = \"абвгд\" }", "has 5 characters"},
      {"code = { values = [\"a\"], weights = [0] }", "all weights are 0"},
      {"code = { weights = [1, 2] }", "belong to 'values'"},
      {"code = { range = [1, 2] }", "fits numbers and dates"},
      {"stage = { values = [\"new\", \"odl\"] }", "not a value of the enum"},
      {"born = { range = [\"2020-01-01\", \"2019-01-01\"] }", "ends before it begins"},
      {"born = { constant = \"soon\" }", "is not a date"},
      {"balance = { range = [0, 5000] }", "out of range"}};
  for (const auto& [rule, message] : cases) {
    const std::string said = complaint(rule);
    EXPECT_NE(said.find(message), std::string::npos) << rule << "\n" << said;
    EXPECT_NE(said.find("-spec.toml:2:"), std::string::npos) << said;
  }
  EXPECT_NE(complaint("user_id = { constant = 7 }", "posts").find("takes its values from 'users'"),
            std::string::npos);
}

TEST(Spec, TakesWhatFits) {
  EXPECT_EQ(complaint("small = { range = [-5, 32767] }\ncode = { pattern = \"[A-Z]{4}\", null = 0 }\n"
                      "stage = { values = [\"new\", \"old\"], weights = [1, 9], null = 0.5 }\n"
                      "born = { range = [\"2020-01-01\", 2021-05-01] }\nbalance = { constant = 999.99 }\n"
                      "id = { sequence = { start = 100, step = -1 } }"),
            "");
  EXPECT_EQ(complaint("user_id = { distribution = \"zipf\", null = 0.2 }", "posts"), "");
}

TEST(Spec, ASequenceStaysInsideItsColumn) {
  Spec spec;
  spec.tables[{.name = "users"}].columns["small"] = {.sequence = Sequence{.start = 32'760}};
  EXPECT_TRUE(planned(std::string(kSchema), 8, Dialect::postgres, spec).plan);
  const auto over = planned(std::string(kSchema), 9, Dialect::postgres, spec);
  ASSERT_FALSE(over.plan);
  EXPECT_NE(over.error.message.find("'users.small'"), std::string::npos) << over.error.message;
  EXPECT_NE(over.error.message.find("row 9 of 9"), std::string::npos) << over.error.message;
}

}  // namespace
}  // namespace techmarket::filler
