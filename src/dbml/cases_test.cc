// Текстові випадки tests/cases/dbml/*.case; формат описано в tests/cases/README.md.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "dbml/parse.h"
#include "dbml/print.h"
#include "support/case_file.h"

namespace techmarket::dbml {
namespace {

namespace fs = std::filesystem;

/// Розділи «file ІМ'Я» разом із input лягають у тимчасову теку; шляхи в повідомленнях — відносно неї.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("techmarket-case-" + std::to_string(::getpid()))) {}
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  Parsed parse(const support::CaseFile& input) const {
    constexpr std::string_view kFile = "file ";
    for (const auto& [name, body] : input.sections) {
      const bool main = name == "input";
      if (!main && !name.starts_with(kFile)) continue;
      const auto written = write_file(path_ / (main ? "input.dbml" : name.substr(kFile.size())), body);
      EXPECT_TRUE(written) << written.error().message;
    }
    return *parse_file(path_ / "input.dbml");
  }

  std::string relative(std::string_view text) const { return replace_all(text, path_.string() + "/", ""); }

 private:
  fs::path path_;
};

class DbmlCase : public testing::TestWithParam<fs::path> {};

TEST_P(DbmlCase, GivesExactlyWhatIsExpected) {
  auto file = support::read_case(GetParam());
  ASSERT_TRUE(file) << file.error().message;
  const Folder folder;
  const bool modules = std::ranges::any_of(
      file->sections, [](const auto& section) { return section.first.starts_with("file "); });
  const auto parsed = modules ? folder.parse(*file) : parse(*file->section("input"), "input.dbml");

  // Або помилки, або попередження, або нічого; модель — лише коли помилок немає.
  const auto is_output = [](const auto& section) {
    return section.first == "errors" || section.first == "warnings" || section.first == "model";
  };
  support::CaseFile actual = *file;
  std::erase_if(actual.sections, is_output);
  if (!parsed.diagnostics.empty())
    actual.sections.emplace_back(parsed.ok() ? "warnings" : "errors",
                                 folder.relative(render_all(parsed, false)));
  if (parsed.ok()) actual.sections.emplace_back("model", print(parsed.database));

  if (support::updating_cases() && actual.text() != file->text()) {
    fmt::print("  rewrote {}: review it with git diff\n", file->path.string());
    ASSERT_TRUE(write_file(file->path, actual.text()));
    return;
  }
  EXPECT_EQ(file->text(), actual.text());
}

INSTANTIATE_TEST_SUITE_P(Cases, DbmlCase, testing::ValuesIn(support::case_paths("dbml")),
                         [](const auto& test) { return support::case_test_name(test.param); });

}  // namespace
}  // namespace techmarket::dbml
