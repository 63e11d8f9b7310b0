// Коди повідомлень: перелік rules.cc, джерела, випадки й docs/diagnostics.md кажуть те саме.
#include "dbml/rules.h"

#include <regex>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/case_file.h"

namespace techmarket::dbml {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using Codes = std::set<std::string>;

Codes rules() {
  Codes codes;
  for (const auto& rule : diagnostic_rules()) codes.emplace(rule.code);
  return codes;
}

std::string read(const fs::path& path) {
  auto text = read_file(fs::path(TECHMARKET_SOURCE_DIR) / path);
  EXPECT_TRUE(text) << path;
  return text.value_or("");
}

Codes found(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  Codes codes;
  for (std::sregex_iterator at(text.begin(), text.end(), regex), end; at != end; ++at)
    codes.insert((*at)[1].str());
  return codes;
}

Codes without(const Codes& all, const Codes& known) {
  Codes rest;
  std::ranges::set_difference(all, known, std::inserter(rest, rest.end()));
  return rest;
}

TEST(Rules, HaveASummaryAndARemedyEach) {
  for (const auto& rule : diagnostic_rules()) {
    EXPECT_TRUE(rule.summary.ends_with('.')) << rule.code;
    EXPECT_TRUE(rule.remedy.ends_with('.') || rule.remedy.ends_with('}')) << rule.code;
  }
}

// Слова з дефісом у лапках у цій теці — це коди; іншим словам тут нема звідки взятися.
TEST(Rules, AreExactlyTheCodesOfTheSources) {
  Codes used{"unreadable-file"};  // цей дає командний рядок
  for (const auto& entry : fs::directory_iterator(fs::path(TECHMARKET_SOURCE_DIR) / "src/dbml")) {
    const auto name = entry.path().filename().string();
    if (!name.ends_with(".cc") || name.ends_with("_test.cc") || name == "rules.cc") continue;
    used.merge(found(read_file(entry.path()).value_or(""), "\"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)\""));
  }
  EXPECT_THAT(without(used, rules()), IsEmpty()) << "not in rules.cc";
  EXPECT_THAT(without(rules(), used), IsEmpty()) << "no longer reported";
}

TEST(Rules, AreDocumented) {
  const auto documented = found(read("docs/diagnostics.md"), "\n\\| `([a-z][a-z0-9-]*)` \\|");
  auto expected = rules();
  // Про сервери розповідає lint/options.h.
  expected.insert({"dialect-expression", "dialect-increment", "dialect-index", "dialect-key-length",
                   "dialect-limit", "dialect-name", "dialect-name-length", "dialect-ref", "dialect-type",
                   "dialect-value"});
  EXPECT_THAT(without(expected, documented), IsEmpty()) << "missing in docs/diagnostics.md";
  EXPECT_THAT(without(documented, expected), IsEmpty())
      << "docs/diagnostics.md describes what does not exist";
}

TEST(Rules, AreShownByCases) {
  Codes shown;
  std::size_t valid = 0, invalid = 0;
  for (const auto& path : support::case_paths("dbml")) {
    const auto text = read_file(path).value_or("");
    shown.merge(found(text, "\\[([a-z0-9-]+)\\]\n"));
    ++(text.contains("\n=== errors\n") ? invalid : valid);
  }
  // Їх показують інші тести: потрібен величезний файл, файл у UTF-16 або файл, якого немає.
  shown.insert({"file-too-large", "not-utf8", "unreadable-file", "too-many-errors", "too-many-warnings",
                "format-changes-meaning"});
  EXPECT_THAT(without(rules(), shown), IsEmpty()) << "no case in tests/cases/dbml shows it";
  EXPECT_GE(valid, 220u);
  EXPECT_GE(invalid, 150u);
}

}  // namespace
}  // namespace techmarket::dbml
