#include "filler/meaning_rules.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "filler/name_words.h"

namespace techmarket::filler {
namespace {

constexpr std::pair<std::string_view, Fits> kTypes[] = {
    {"text", kText}, {"number", kNumber}, {"time", kTime}, {"flag", kFlag}};
constexpr std::pair<std::string_view, LifeStep> kEvents[] = {
    {"birth", LifeStep::birth},     {"confirmed", LifeStep::confirmed}, {"paid", LifeStep::paid},
    {"sent", LifeStep::sent},       {"arrived", LifeStep::arrived},     {"completed", LifeStep::completed},
    {"updated", LifeStep::updated}, {"closed", LifeStep::closed},       {"removed", LifeStep::removed},
    {"future", LifeStep::future}};

template <class Value, std::size_t size>
std::optional<Value> known(const std::pair<std::string_view, Value> (&all)[size], std::string_view name) {
  for (const auto& [known, value] : all)
    if (known == name) return value;
  return std::nullopt;
}

/// Слова, які самі нічого не кажуть: «discount_amount» — знижка, «city_name» — місто.
bool is_bare(std::string_view word, Meaning meaning) {
  if (meaning == Meaning::title || meaning == Meaning::code || meaning == Meaning::flag ||
      meaning == Meaning::moment)
    return true;
  constexpr std::string_view kBare[] = {"amount", "total", "sum", "time", "day", "data", "rate"};
  return std::ranges::find(kBare, word) != std::end(kBare);
}

/// Мови, де головне слово стоїть першим: «telefono_empresa» — телефон.
bool has_head_first(std::string_view padded) {
  constexpr std::string_view kHeads =
      "telefono telefone correo direccion descripcion descricao categoria codigo precio preco estado tipo "
      "fecha data numero cantidad quantidade nombre nome valor ciudad cidade nom prix adresse titulo";
  const std::string_view first = padded.substr(1, padded.find('_', 1) - 1);
  return std::ranges::any_of(split(kHeads, ' '), [&](std::string_view head) { return head == first; });
}

/// @param column назва колонки, у якій стоїть name.
std::unexpected<Error> unknown(const TsvRow& row, std::string_view column, std::string_view name) {
  return row.error(fmt::format("unknown {} '{}'", column, name),
                   "the header of the file says which there are");
}

}  // namespace

Result<MeaningRulesPtr> MeaningRules::read(const std::filesystem::path& folder) {
  auto rules = std::make_shared<MeaningRules>();
  TM_TRY(read_tsv(folder / "words" / "meanings.tsv", {"about", "meaning", "types", "words"},
                  [&](const TsvRow& row) { return rules->add(row); }));
  return rules;
}

Status MeaningRules::add(const TsvRow& row) {
  const std::string about = row.text(0), name = row.text(1), types = row.text(2);
  TM_ASSIGN(const std::string listed, row.required(3));
  std::vector<std::string> words;
  for (const std::string_view word : split(listed, ' ')) words.emplace_back(word);
  if (std::ranges::find(words, "") != words.end())
    return row.error("two spaces in a row, or one at the edge", "write one between words");
  if (about == "event") {
    const auto step = known(kEvents, name);
    if (!step) return unknown(row, "meaning", name);
    events_.push_back({.sign = *step, .words = std::move(words)});
    return {};
  }
  const bool table = about == "table";
  if (!table && about != "column") return unknown(row, "about", about);
  const auto meaning = meaning_of(name);
  if (!meaning) return unknown(row, "meaning", name);
  Rule<Meaning>& rule = (table ? tables_ : columns_).emplace_back(*meaning, 0u, std::move(words));
  if (table) return {};
  for (const std::string_view type : split(types, ' ')) {
    const auto fits = known(kTypes, type);
    if (!fits) return unknown(row, "types", type);
    rule.fits |= *fits;
  }
  return {};
}

std::optional<Match> MeaningRules::match_head(std::string_view padded, unsigned fits) const {
  std::optional<Match> best;
  std::size_t length = 0;
  for (const auto& rule : columns_) {
    if (!(rule.fits & fits)) continue;
    for (std::string_view word : rule.words) {
      if (word.ends_with('$')) word.remove_suffix(1);
      if (word.size() <= length || word.size() + 2 > padded.size() || is_bare(word, rule.sign)) continue;
      const std::size_t at = padded.size() - 1 - word.size();
      if (padded[at - 1] != '_' || padded.substr(at, word.size()) != word) continue;
      length = word.size();
      best = Match{rule.sign, std::string(padded.substr(1, at > 1 ? at - 2 : 0))};
    }
  }
  return best;
}

std::optional<Match> MeaningRules::match(std::string_view padded, unsigned fits) const {
  if (!has_head_first(padded))
    if (auto head = match_head(padded, fits)) return head;
  for (const auto& rule : columns_) {
    if (!(rule.fits & fits)) continue;
    for (const std::string_view word : rule.words) {
      const bool last = word.ends_with('$');
      const std::string_view plain = word.substr(0, word.size() - (last ? 1 : 0));
      const auto at = find_word(padded, plain);
      if (at == std::string_view::npos || (last && at + plain.size() + 1 != padded.size())) continue;
      // «is_», «has_» значать щось лише на початку.
      if (rule.sign == Meaning::flag && at != 1) continue;
      return Match{rule.sign, std::string(padded.substr(1, at > 1 ? at - 2 : 0))};
    }
  }
  return std::nullopt;
}

template <class Sign>
const MeaningRules::Rule<Sign>* MeaningRules::find(const std::vector<Rule<Sign>>& rules,
                                                   std::string_view padded) {
  const auto found = std::ranges::find_if(rules, [&](const Rule<Sign>& rule) {
    return std::ranges::any_of(rule.words, [&](const std::string& word) {
      return find_word(padded, word) != std::string_view::npos;
    });
  });
  return found == rules.end() ? nullptr : &*found;
}

LifeStep MeaningRules::step_of(std::string_view padded) const {
  const auto* rule = find(events_, padded);
  return rule ? rule->sign : LifeStep::created;
}

std::optional<Meaning> MeaningRules::kind_of_row(std::string_view padded) const {
  const auto* rule = find(tables_, padded);
  return rule ? std::optional(rule->sign) : std::nullopt;
}

}  // namespace techmarket::filler
