// Текстові випадки lint: tests/cases/lint/*.case.
//
//   === input          DBML
//   === mysql          (порожній) діалект; без розділу — PostgreSQL
//   === config         розділ [lint] файлу techmarket.toml; без розділу — типові налаштування
//   === findings       повідомлення, як їх друкує `techmarket schema lint ФАЙЛ`
//   === fixed          файл після --fix; розділ є лише там, де --fix щось змінює
#include "config/lint_section.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "dbml/format.h"
#include "dbml/parse.h"
#include "lint/fix.h"
#include "lint/lint.h"
#include "support/case_file.h"

namespace techmarket::config {
namespace {

struct Linted {
  std::string findings;
  std::optional<std::string> fixed;
};

Linted lint_text(const std::string& text, schema::Dialect dialect, const lint::LintOptions& options) {
  const auto parsed = dbml::parse(text, "input.dbml");
  const lint::LintService service{.dialect = dialect,
                                  .database = &parsed.database,
                                  .parse_diagnostics = parsed.diagnostics,
                                  .dbml_path = "input.dbml",
                                  .sources = parsed.sources};
  const std::vector services{service};
  const auto findings = lint::lint(services, options);
  Linted result;
  for (const auto& finding : findings) result.findings += to_text(finding, text);
  for (const auto& file : lint::fix(services, findings)) result.fixed = file.text;
  return result;
}

class LintCase : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(LintCase, FindsExactlyWhatIsExpected) {
  auto file = support::read_case(GetParam());
  ASSERT_TRUE(file) << file.error().message;
  const std::string text = *file->section("input");
  lint::LintOptions options;
  if (const auto* section = file->section("config")) {
    auto read = parse_lint_options("[lint]\n" + *section, "techmarket.toml");
    ASSERT_TRUE(read) << read.error().message;
    options = *read;
  }
  const auto dialect = file->section("mysql") ? schema::Dialect::mysql : schema::Dialect::postgres;
  const auto actual = lint_text(text, dialect, options);
  if (support::updating_cases()) {
    file->set("findings", actual.findings);
    if (actual.fixed) file->set("fixed", *actual.fixed);
    ASSERT_TRUE(write_file(file->path, file->text()));
  }
  EXPECT_EQ(actual.findings, *file->section("findings"));
  ASSERT_EQ(actual.fixed.has_value(), file->section("fixed") != nullptr) << actual.fixed.value_or("");
  if (!actual.fixed) return;
  EXPECT_EQ(*actual.fixed, *file->section("fixed"));
  // Виправлений файл розбирається, виправляти в ньому більше нічого, а оформлений лишився оформленим.
  EXPECT_TRUE(dbml::parse(*actual.fixed, "input.dbml").ok());
  EXPECT_EQ(lint_text(*actual.fixed, dialect, options).fixed.value_or(*actual.fixed), *actual.fixed);
  if (dbml::format(text, "t").text == text) {
    EXPECT_EQ(dbml::format(*actual.fixed, "t").text, *actual.fixed);
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, LintCase, ::testing::ValuesIn(support::case_paths("lint")),
                         [](const auto& test) { return support::case_test_name(test.param); });

TEST(LintCases, AreMany) {
  EXPECT_GE(support::case_paths("lint").size(), 60U);
}

// ---- розділ [lint]

std::string error_of(const std::string& section) {
  const auto read = parse_lint_options("[lint]\n" + section, "techmarket.toml");
  return read ? "" : read.error().message;
}

TEST(LintSection, WithoutASectionRulesKeepTheirSeverities) {
  const auto options = parse_lint_options("project = 'x'\n", "techmarket.toml");
  ASSERT_TRUE(options);
  for (const auto& rule : lint::lint_rules()) EXPECT_EQ(options->level(rule.name), rule.level) << rule.name;
}

TEST(LintSection, ReadsSeveritiesAndOptions) {
  const auto options = parse_lint_options(
      "[lint]\nignore = ['old_*']\nfk-index = 'error'\nreserved-word = 'off'\n"
      "table-form = { form = 'singular' }\n"
      "naming-style = { severity = 'error', style = 'camelCase', ignore = ['etl.*'] }\n",
      "techmarket.toml");
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->level("fk-index"), lint::LintLevel::error);
  EXPECT_EQ(options->level("reserved-word"), lint::LintLevel::off);
  EXPECT_EQ(options->level("table-form"), lint::LintLevel::warning);  // налаштоване правило ввімкнено
  EXPECT_EQ(options->form, lint::TableForm::singular);
  EXPECT_EQ(options->style, lint::NamingStyle::camel_case);
  EXPECT_EQ(options->rules.at("naming-style").ignore, std::vector<std::string>{"etl.*"});
  EXPECT_EQ(options->ignore, std::vector<std::string>{"old_*"});
}

TEST(LintSection, NamesUnknownRulesAndOptions) {
  EXPECT_EQ(error_of("fk-indx = 'off'\n"),
            "techmarket.toml:2:1: error: unknown rule 'fk-indx' in [lint] [unknown-key]\n  fk-indx = 'off'\n"
            "  ^~~~~~~\n  hint: did you mean 'fk-index'?");
  EXPECT_NE(error_of("fk-index = { severty = 'off' }\n").find("rule 'fk-index' has no option 'severty'"),
            std::string::npos);
  EXPECT_NE(error_of("fk-index = { severty = 'off' }\n").find("did you mean 'severity'?"), std::string::npos);
  EXPECT_NE(error_of("fk-index = { style = 'snake_case' }\n").find("no option 'style'"), std::string::npos);
}

TEST(LintSection, NamesImpossibleValues) {
  EXPECT_NE(error_of("fk-index = 'warn'\n").find("'fk-index' must be one of: error, warning, off"),
            std::string::npos);
  EXPECT_NE(error_of("fk-index = 1\n").find("must be one of"), std::string::npos);
  EXPECT_NE(error_of("ignore = 'x'\n").find("'ignore' must be an array of strings"), std::string::npos);
  EXPECT_NE(error_of("naming-style = { pattern = '[a' }\n").find("a regular expression; '[a' is not one"),
            std::string::npos);
}

TEST(LintSection, SaysEverythingAtOnce) {
  const auto text = error_of("a = 'off'\nb = 'off'\n");
  EXPECT_NE(text.find("'a'"), std::string::npos);
  EXPECT_NE(text.find("'b'"), std::string::npos);
}

}  // namespace
}  // namespace techmarket::config
