#include "dbml/keywords.h"

#include <filesystem>
#include <set>

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/text.h"

namespace techmarket::dbml {
namespace {

std::set<std::string> all_words() {
  std::set<std::string> words{std::string(kIndexesWord), std::string(kChecksWord), std::string(kAsWord),
                              std::string(kFromWord)};
  const auto add = [&](const auto& list) { words.insert(list.begin(), list.end()); };
  for (const auto& element : kElements) words.emplace(element.word);
  for (const auto& table : kAllSettings)
    for (const auto& rule : table.rules) words.emplace(rule.name);
  add(kConstants);
  add(kRefActions);
  add(kViewSections);
  add(kMetadataKinds);
  add(kImportKinds);
  return words;
}

bool is_word_character(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool has_words(std::string_view text, std::string_view words) {
  for (auto at = text.find(words); at != std::string_view::npos; at = text.find(words, at + 1)) {
    const std::size_t end = at + words.size();
    if ((at == 0 || !is_word_character(text[at - 1])) &&
        (end == text.size() || !is_word_character(text[end])))
      return true;
  }
  return false;
}

// Чого немає в словнику, на те libFuzzer натрапить хіба випадково.
TEST(Keywords, TheFuzzDictionaryHasThemAll) {
  const auto dictionary = read_file(std::filesystem::path(TECHMARKET_SOURCE_DIR) / "fuzz/dbml.dict");
  ASSERT_TRUE(dictionary) << dictionary.error().message;
  const auto words = all_words();
  EXPECT_GT(words.size(), 40u);
  for (const auto& word : words) EXPECT_TRUE(has_words(*dictionary, word)) << "fuzz/dbml.dict lacks " << word;
}

TEST(Keywords, EverySettingBelongsToSomeElement) {
  for (int key = 0; key <= static_cast<int>(Key::inactive); ++key) {
    const auto word = word_of(static_cast<Key>(key));
    EXPECT_TRUE(std::ranges::any_of(kAllSettings, [&](const SettingTable& table) {
      const SettingRule* rule = table.find(word);
      return rule && rule->key == static_cast<Key>(key);
    })) << word;
  }
}

TEST(Keywords, AreFoundInAnyCase) {
  ASSERT_TRUE(find_element("TABLEgroup"));
  EXPECT_EQ(find_element("TABLEgroup")->kind, ElementKind::table_group);
  EXPECT_FALSE(find_element("tables"));
  ASSERT_TRUE(kColumnSettings.find("Primary Key"));
  EXPECT_EQ(kColumnSettings.find("Primary Key")->key, Key::primary_key);
  EXPECT_FALSE(kColumnSettings.find("primary  key"));
  EXPECT_FALSE(kIndexSettings.find("increment"));
  for (const auto* name : {"as", "INDEXES", "primary", "not", "True", "reuse"})
    EXPECT_TRUE(is_keyword(name)) << name;
  for (const auto* name : {"key", "name", "type", "color", "users", "primary key"})
    EXPECT_FALSE(is_keyword(name)) << name;
}

TEST(Keywords, AreListedForAdvice) {
  EXPECT_EQ(one_of(kViewSections), "Tables, Notes, TableGroups or Schemas");
}

}  // namespace
}  // namespace techmarket::dbml
