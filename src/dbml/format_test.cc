// Оформлення DBML: текстові випадки tests/cases/fmt і властивості на всіх відомих файлах, із випадковими
// пропусками й коментарями та на зіпсованому вході.
#include "dbml/format.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/random.h"
#include "dbml/parse.h"
#include "dbml/print.h"
#include "dbml/trivia.h"
#include "support/case_file.h"

namespace techmarket::dbml {
namespace {

namespace fs = std::filesystem;

// ---- текстові випадки

class FormatCase : public testing::TestWithParam<fs::path> {};

// Розділи: input, output; замість output — errors, якщо файл має синтаксичні помилки.
TEST_P(FormatCase, GivesTheExpectedText) {
  auto file = support::read_case(GetParam());
  ASSERT_TRUE(file) << file.error().message;
  const auto formatted = format(*file->section("input"), "input.dbml");
  std::string errors;
  for (const auto& diagnostic : formatted.diagnostics) errors += to_text(diagnostic, *file->section("input"));
  const std::string title = file->section("errors") || !formatted.ok() ? "errors" : "output";
  const std::string& actual = title == "errors" ? errors : formatted.text;
  if (support::updating_cases()) {
    file->set(title, actual);
    ASSERT_TRUE(write_file(file->path, file->text()));
  }
  ASSERT_NE(file->section(title), nullptr) << "no '=== " << title << "' section; it would be:\n" << actual;
  EXPECT_EQ(actual, *file->section(title));
}

INSTANTIATE_TEST_SUITE_P(Cases, FormatCase, testing::ValuesIn(support::case_paths("fmt")),
                         [](const auto& test) { return support::case_test_name(test.param); });

TEST(FormatCases, AreMany) {
  EXPECT_GE(support::case_paths("fmt").size(), 60u);
}

// ---- властивості

/// Тексти коментарів без відступів усередині.
std::vector<std::string> comments_of(const std::string& text) {
  const SourceFile file{.path = "t", .text = text};
  Reporter ignored;
  std::vector<std::string> comments;
  for (const auto& word : read_words(file, ignored))
    for (const auto& comment : word.gap.comments) {
      std::string plain;
      for (const auto line : split(comment.text, '\n')) (plain += trim(line)) += '\n';
      comments.push_back(std::move(plain));
    }
  return comments;
}

/// Те, що оформлення обіцяє про кожен файл без синтаксичних помилок. @return false — файл має помилки.
bool keeps_promises(const std::string& text) {
  const auto formatted = format(text, "t.dbml");
  if (!formatted.ok()) {
    EXPECT_NE(formatted.diagnostics.front().code, "format-changes-meaning") << text;
    return false;
  }
  const std::string trace = "--- before\n" + text + "\n--- after\n" + formatted.text;
  EXPECT_EQ(format(formatted.text, "t.dbml").text, formatted.text) << trace;
  EXPECT_EQ(comments_of(text), comments_of(formatted.text)) << trace;
  const auto before = parse(text, "t.dbml"), after = parse(formatted.text, "t.dbml");
  EXPECT_EQ(print(before.database), print(after.database)) << trace;
  EXPECT_TRUE(after.ok() || !before.ok()) << trace;
  return true;
}

/// Розділ input випадку або весь файл .dbml.
std::vector<std::string> known_texts() {
  std::vector<fs::path> files;
  for (const auto* folder : {"tests", "docs"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(TECHMARKET_SOURCE_DIR) / folder))
      if (entry.path().extension() == ".case" || entry.path().extension() == ".dbml")
        files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<std::string> texts;
  for (const auto& path : files) {
    if (path.extension() == ".dbml") {
      texts.push_back(read_file(path).value_or(""));
    } else if (const auto file = support::read_case(path); file && file->section("input")) {
      texts.push_back(*file->section("input"));
    }
  }
  return texts;
}

TEST(Format, KeepsItsPromisesOnEveryKnownFile) {
  std::size_t valid = 0;
  for (const auto& text : known_texts()) {
    valid += keeps_promises(text) ? 1 : 0;
    if (HasFailure()) return;
  }
  EXPECT_GT(valid, 150u);
}

// TECHMARKET_MUTATIONS — скільки входів узяти замість звичайних.
std::uint64_t inputs(std::uint64_t usual) {
  const char* given = std::getenv("TECHMARKET_MUTATIONS");
  return given ? std::strtoull(given, nullptr, 10) : usual;
}

class RandomGaps {
 public:
  RandomGaps(RandomStream random, std::uint64_t row) : random_(std::move(random)), row_(row) {}

  std::size_t pick(std::size_t bound) { return below(random_.at(row_, ++field_), bound); }

  std::string spaces() {
    static constexpr std::array<std::string_view, 5> kSpaces{" ", "  ", "\t", "\xC2\xA0", " \t "};
    return std::string(kSpaces[pick(kSpaces.size())]);
  }

  std::string comment() {
    static constexpr std::array<std::string_view, 8> kComments{
        "// c\n",  "//x\n",     "/* c */", "/**/", "/* a\n  b */", "/**\n * a\n * b\n */",
        "/* { */", "// ' } [\n"};
    return std::string(kComments[pick(kComments.size())]);
  }

  /// Проміжок, який розбір читає так само: кінець рядка лишається, де був.
  std::string same_gap(const Token& token) {
    if (!token.space_before && !token.newline_before) return "";
    std::string gap;
    if (token.newline_before)
      for (std::size_t i = 0, n = 1 + pick(3); i < n; ++i) gap += pick(2) == 0 ? "\n" : spaces() + "\r\n";
    return gap + (gap.empty() || pick(2) == 0 ? spaces() : "");
  }

  /// Те саме з коментарями, а деколи — з кінцем рядка чи пропуском там, де їх не було.
  std::string any_gap(const Token& token) {
    std::string gap = same_gap(token);
    for (std::size_t i = 0, n = pick(4) == 0 ? 1 + pick(3) : 0; i < n; ++i) {
      if (!gap.empty() && pick(2) == 0) gap += "\n";
      gap += spaces() + comment();
    }
    if (token.newline_before && !gap.contains('\n')) gap += "\n";
    if (pick(16) == 0) gap += spaces();
    if (pick(16) == 0) gap += "\n";
    return gap;
  }

 private:
  RandomStream random_;
  std::uint64_t row_;
  std::uint64_t field_ = 0;
};

template <class MakeGap>
std::string respaced(const std::string& text, MakeGap gap) {
  const SourceFile file{.path = "t", .text = text};
  Reporter ignored;
  std::string out;
  for (const auto& word : read_words(file, ignored)) (out += gap(word)) += file.text_of(word.token.at);
  return out;
}

TEST(Format, CommentsAndSpacesAnywhereSurvive) {
  const auto all = known_texts();
  const RandomStream random(Seed{31}, "format-gaps");
  std::size_t valid = 0;
  for (std::uint64_t row = 0; row < inputs(8000); ++row) {
    SCOPED_TRACE("row " + std::to_string(row));
    RandomGaps gaps(random, row);
    const auto text =
        respaced(all[row % all.size()], [&](const Word& word) { return gaps.any_gap(word.token); });
    valid += keeps_promises(text) ? 1 : 0;
    if (HasFailure()) return;
  }
  EXPECT_GT(valid, 500u);
}

// Пропуски в рядку і CRLF не впливають на вислід: він залежить лише від лексем, коментарів і порожніх рядків.
TEST(Format, SpacesWithinALineDoNotMatter) {
  const auto all = known_texts();
  const RandomStream random(Seed{32}, "format-spaces");
  for (std::uint64_t row = 0; row < all.size(); ++row) {
    SCOPED_TRACE("row " + std::to_string(row));
    const auto& text = all[row];
    if (!format(text, "t").ok()) continue;
    RandomGaps gaps(random, row);
    const auto other = respaced(text, [&](const Word& word) {
      std::string gap;
      for (const auto& comment : word.gap.comments)
        gap += std::string(static_cast<std::size_t>(comment.newlines), '\n') + gaps.spaces() +
               std::string(comment.text);
      gap += std::string(static_cast<std::size_t>(word.gap.newlines), '\n');
      return word.token.space_before ? gap + gaps.spaces() : gap;
    });
    ASSERT_EQ(format(other, "t").text, format(text, "t").text) << text;
  }
}

// Слова мови впізнаються в будь-якому регістрі, а імена, типи й власні налаштування лишаються як є.
TEST(Format, UpperCaseWordsKeepTheirMeaning) {
  for (const auto& text : known_texts()) {
    const SourceFile file{.path = "t", .text = text};
    Reporter ignored;
    std::string upper = text;
    for (const auto& word : read_words(file, ignored))
      if (word.token.is(Token::Kind::identifier))
        for (auto i = word.token.at.begin; i < word.token.at.end; ++i)
          if (upper[i] >= 'a' && upper[i] <= 'z') upper[i] = static_cast<char>(upper[i] - 'a' + 'A');
    keeps_promises(upper);
    if (HasFailure()) return;
  }
}

TEST(Format, MutatedFilesKeepThePromisesToo) {
  const auto all = known_texts();
  const RandomStream random(Seed{33}, "format-mutations");
  static constexpr std::array<std::string_view, 14> kPieces{
      "\n", " ", "// c\n", "/* c */", "[", "]", ",", "}", "{\n", "'''", "a", ".", "-", "Note: 'x'\n"};
  std::size_t valid = 0;
  for (std::uint64_t row = 0; row < inputs(12000); ++row) {
    SCOPED_TRACE("row " + std::to_string(row));
    RandomGaps gaps(random, row);
    std::string text = all[gaps.pick(all.size())];
    for (std::size_t i = 0, n = 1 + gaps.pick(3); i < n; ++i) {
      const std::size_t at = gaps.pick(text.size() + 1);
      if (gaps.pick(2) == 0)
        text.erase(at, gaps.pick(8));
      else
        text.insert(at, kPieces[gaps.pick(kPieces.size())]);
    }
    valid += keeps_promises(text) ? 1 : 0;
    if (HasFailure()) return;
  }
  EXPECT_GT(valid, 500u);
}

// ---- те, чого текстовий випадок не покаже

TEST(Format, EndsWithExactlyOneNewline) {
  EXPECT_EQ(format("Enum e {\n  a\n}", "t").text, "Enum e {\n  a\n}\n");
  EXPECT_EQ(format("Enum e {\n  a\n}\n\n\n", "t").text, "Enum e {\n  a\n}\n");
  EXPECT_EQ(format("", "t").text, "");
  EXPECT_EQ(format(" \n\n", "t").text, "");
  EXPECT_EQ(format("// c", "t").text, "// c\n");
}

TEST(Format, DropsTheByteOrderMarkAndCarriageReturns) {
  EXPECT_EQ(format("\xEF\xBB\xBF// c\r\nEnum e {\r\n  a\r\n}\r\n", "t").text, "// c\nEnum e {\n  a\n}\n");
}

TEST(Format, AnExpressionKeepsItsBytes) {
  const std::string text = "Table t {\n  a int [check: `a\r\n   > 0`]\n}\n";
  EXPECT_EQ(format(text, "t").text, text);
}

TEST(Format, StaysLinear) {
  std::string row = "records t(a) {\n  1";
  for (int i = 0; i < 200'000; ++i) row += ",1";
  EXPECT_TRUE(format(row + "\n}\n", "t").ok());
  std::string comments;
  for (int i = 0; i < 200'000; ++i) comments += "/**/";
  EXPECT_TRUE(format(comments, "t").ok());
  std::string settings = "Table t {\n  a int [a1: 'x'";
  for (int i = 0; i < 200'000; ++i) settings += ", b: 'x'";
  EXPECT_TRUE(format(settings + "]\n}\n", "t").ok());
}

}  // namespace
}  // namespace techmarket::dbml
