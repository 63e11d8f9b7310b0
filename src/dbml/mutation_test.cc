// Зіпсований вхід: розбір мусить закінчитися повідомленнями, а не падінням чи зависанням. Насіння — усі
// текстові випадки й схеми проєкту; зміни повторювані: зерно друкується разом із провалом.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/random.h"
#include "dbml/parse.h"
#include "dbml/print.h"

namespace techmarket::dbml {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> seeds() {
  std::vector<fs::path> files;
  for (const auto* folder : {"tests/cases/dbml", "docs/db"})
    for (const auto& entry : fs::directory_iterator(fs::path(TECHMARKET_SOURCE_DIR) / folder))
      if (entry.path().extension() == ".case" || entry.path().extension() == ".dbml")
        files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<std::string> texts;
  for (const auto& file : files) {
    auto text = read_file(file).value_or("");
    if (text.starts_with("=== input\n")) text.erase(0, text.find('\n') + 1);
    if (const auto errors = text.find("=== errors\n"); errors != std::string::npos) text.erase(errors);
    texts.push_back(std::move(text));
  }
  return texts;
}

/// Одна-чотири зміни: вилучити, повторити чи переставити відтинок, вставити слово мови або байт, узяти шматок
/// іншого файлу.
std::string mutate(std::string text, const std::vector<std::string>& all, RandomStream random,
                   std::uint64_t row) {
  static constexpr std::array<std::string_view, 42> kWords{"Table ",
                                                           "TablePartial ",
                                                           "Ref: ",
                                                           "Enum ",
                                                           "Note: ",
                                                           "records ",
                                                           "indexes {",
                                                           "checks {",
                                                           "{",
                                                           "}",
                                                           "[",
                                                           "]",
                                                           "(",
                                                           ")",
                                                           "'",
                                                           "'''",
                                                           "\"",
                                                           "`",
                                                           "\\",
                                                           "\\u12",
                                                           "//",
                                                           "/*",
                                                           "*/",
                                                           "\n",
                                                           "\r\n",
                                                           ":",
                                                           ",",
                                                           ".",
                                                           "~",
                                                           "<>",
                                                           "?>",
                                                           "->",
                                                           "-",
                                                           "1e",
                                                           "1.",
                                                           "#ff",
                                                           "use * from './a'\n",
                                                           "[ref: > a.b]",
                                                           "\xEF\xBB\xBF",
                                                           "\xC2",
                                                           "є",
                                                           "null"};
  std::uint64_t field = 0;
  const auto pick = [&](std::size_t bound) { return below(random.at(row, ++field), bound); };
  const std::size_t changes = 1 + pick(4);
  for (std::size_t i = 0; i < changes; ++i) {
    const std::size_t at = pick(text.size() + 1);
    const std::size_t length = std::min<std::size_t>(text.size() - at, pick(24));
    switch (pick(6)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, text.substr(at, length));
        break;
      case 2:
        text.insert(at, 1, static_cast<char>(pick(256)));
        break;
      case 3: {
        const auto& other = all[pick(all.size())];
        const std::size_t from = pick(other.size() + 1);
        text.insert(at, other.substr(from, pick(200)));
        break;
      }
      case 4:
        text.resize(at);
        break;
      default:
        text.insert(at, kWords[pick(kWords.size())]);
    }
  }
  return text;
}

// TECHMARKET_MUTATIONS — скільки входів узяти замість звичайних: довша перевірка під санітайзерами.
std::uint64_t mutations() {
  const char* given = std::getenv("TECHMARKET_MUTATIONS");
  return given ? std::strtoull(given, nullptr, 10) : 4000;
}

TEST(Mutations, NeverBreakTheParserOrThePrinter) {
  const auto all = seeds();
  ASSERT_GT(all.size(), 100u);
  const RandomStream random(Seed{2024}, "mutations");
  std::size_t valid = 0;
  for (std::uint64_t row = 0; row < mutations(); ++row) {
    const auto text = mutate(all[row % all.size()], all, random, row);
    SCOPED_TRACE("mutation " + std::to_string(row));
    const auto parsed = parse(text, "mutated.dbml");
    ASSERT_LE(count_errors(parsed.diagnostics), Reporter::kMaxErrors + 1);
    const auto printed = print(parsed.database);  // модель пошкодженого файлу теж друкується
    if (!parsed.ok()) {
      ASSERT_FALSE(render_all(parsed, true).empty());
      continue;
    }
    ++valid;
    const auto again = parse(printed, "printed.dbml");
    ASSERT_TRUE(again.ok()) << text << "\n--- printed\n" << printed << render_all(again, false);
    ASSERT_EQ(print(again.database), printed) << text;
  }
  EXPECT_GT(valid, 0u);
}

// Глибини в DBML немає, тож вкладення має коштувати лінійно, а не стек.
TEST(Mutations, DeepNestingAndLongLinesStayLinear) {
  for (const auto* piece : {"{", "[", "(", "Table a { ", "a.", "[ref: > ", "'", "`", "-", "/*", "~", "?"}) {
    std::string text;
    while (text.size() < 200'000) text += piece;
    EXPECT_FALSE(parse(text, "deep.dbml").diagnostics.empty()) << piece;
    EXPECT_FALSE(parse("Table t {\n  id int [default: " + text, "deep.dbml").ok()) << piece;
  }
}

}  // namespace
}  // namespace techmarket::dbml
