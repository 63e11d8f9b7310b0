#include "dbml/keywords.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace techmarket::dbml {
namespace {

constexpr bool in_order() {
  for (std::size_t i = 0; i < kElements.size(); ++i)
    if (kElements[i].kind != static_cast<ElementKind>(i)) return false;
  return true;
}
static_assert(in_order());

constexpr std::string_view first_word(std::string_view words) {
  return words.substr(0, words.find(' '));
}

}  // namespace

const ElementWord* find_element(std::string_view word) {
  const auto found = std::ranges::find_if(
      kElements, [&](const ElementWord& element) { return equals_ignore_case(word, element.word); });
  return found == kElements.end() ? nullptr : &*found;
}

const SettingRule* SettingTable::find(std::string_view name) const {
  if (name.empty()) return nullptr;
  // Довжина й остання літера розрізняють майже всі; 0x20 — регістр ASCII.
  const auto last = [](std::string_view text) { return text.back() | 0x20; };
  for (const auto& rule : rules)
    if (rule.name.size() == name.size() && last(rule.name) == last(name) &&
        equals_ignore_case(rule.name, name))
      return &rule;
  return nullptr;
}

std::string one_of(std::span<const std::string_view> words) {
  return fmt::format("{} or {}", fmt::join(words.first(words.size() - 1), ", "), words.back());
}

bool is_keyword(std::string_view name) {
  const auto is_name = [&](std::string_view word) { return equals_ignore_case(word, name); };
  constexpr std::array kInside{kIndexesWord, kChecksWord, kAsWord, kFromWord};
  return find_element(name) || std::ranges::any_of(kInside, is_name) ||
         std::ranges::any_of(kConstants, is_name) ||
         std::ranges::any_of(kColumnSettings.rules,
                             [&](const SettingRule& rule) { return is_name(first_word(rule.name)); });
}

}  // namespace techmarket::dbml
