#include "datagen/generic/outcome.h"

#include <algorithm>

#include "base/text.h"
#include "datagen/generic/meaning.h"

namespace techmarket::datagen::generic {
namespace {

/// Подія й слова, якими її називають і дата, і стан.
struct Happening {
  /// Щаблі звичного шляху: що стоїть далі, те стається пізніше. 0 — подія поза шляхом: скасовано, вилучено.
  int rank;
  std::string_view dates, statuses;
};

constexpr Happening kHappenings[] = {
    {1, "confirmed approved accepted verified published activated",
     "confirmed approved accepted verified published reviewed"},
    {2, "paid charged settled", "paid processing processed preparing packed"},
    {3, "shipped dispatched sent", "shipped dispatched sent in_transit on_the_way out_for_delivery"},
    {4, "delivered arrived", "delivered arrived"},
    {5, "completed finished resolved done fulfilled",
     "completed complete finished resolved done fulfilled solved"},
    {6, "closed", "closed"},
    {0, "cancelled canceled", "cancelled canceled"},
    {0, "refunded", "refunded"},
    {0, "rejected declined denied", "rejected declined denied"},
    {0, "failed", "failed"},
    {0, "expired", "expired"},
    {0, "deleted removed", "deleted removed"},
    {0, "archived", "archived"},
    {0, "banned suspended blocked deactivated disabled", "banned suspended blocked deactivated disabled"},
};
/// Стани, у яких шлях іще не почався.
constexpr std::string_view kBeginnings =
    "new created draft pending open opened placed submitted waiting queued unpaid requested initiated todo "
    "to_do backlog unverified";
/// Стани, які кажуть лише те, чого не сталося.
constexpr std::string_view kAlive = "active enabled normal ok";

bool is_one_of(std::string_view word, std::string_view words) {
  return std::ranges::any_of(split(words, ' '), [&](std::string_view known) { return known == word; });
}

const Happening* find(std::string_view word, std::string_view Happening::*words) {
  for (const Happening& happening : kHappenings)
    if (is_one_of(word, happening.*words)) return &happening;
  return nullptr;
}

/// «shipped_at», «date_paid», «deleted» — слово події без слів про час.
std::string event_word(std::string_view name) {
  std::string word;
  for (const std::string_view part : split(name, '_')) {
    if (is_one_of(part, "at on date time datetime timestamp is was has")) continue;
    if (!word.empty()) word += '_';
    word += part;
  }
  return word;
}

/// Чи сталася event, якщо рядок у стані state.
std::optional<bool> verdict(const Happening& event, std::string_view state) {
  const Happening* reached = find(state, &Happening::statuses);
  if (reached == &event) return true;
  if (is_one_of(state, kBeginnings)) return false;
  if (event.rank == 0)  // одна кінцева подія виключає інші
    return reached || is_one_of(state, kAlive) ? std::optional(false) : std::nullopt;
  if (!reached) return std::nullopt;
  if (reached->rank > 0) return event.rank <= reached->rank;
  if (is_one_of("refunded", reached->statuses)) return event.rank <= 2;
  if (is_one_of("cancelled", reached->statuses)) return event.rank >= 3 ? std::optional(false) : std::nullopt;
  if (is_one_of("rejected", reached->statuses) || is_one_of("failed", reached->statuses))
    return event.rank >= 2 ? std::optional(false) : std::nullopt;
  return std::nullopt;
}

}  // namespace

std::vector<Event> find_events(std::span<const EventColumn> columns) {
  std::vector<Event> events;
  for (std::size_t column = 0; column < columns.size(); ++column) {
    if (!columns[column].date) continue;
    const std::string word = event_word(columns[column].name);
    const Happening* happening = find(word, &Happening::dates);
    if (!happening) continue;
    std::optional<Event> found;
    for (std::size_t judge = 0; judge < columns.size(); ++judge) {
      const EventColumn& other = columns[judge];
      // Прапорець говорить точніше за стан.
      if (other.flag && event_word(other.name) == word)
        found = Event{.column = column, .judge = judge, .verdicts = {{"0", false}, {"1", true}}};
      if (!other.status || found) continue;
      Event event{.column = column, .judge = judge};
      bool possible = false;
      for (const std::string& value : other.values)
        if (const auto said = verdict(*happening, snake_case(value))) {
          event.verdicts[value] = *said;
          possible = possible || *said;
        }
      // Стан, жодне значення якого не каже «сталося», мовчить про подію.
      if (possible) found = std::move(event);
    }
    if (found) events.push_back(*std::move(found));
  }
  return events;
}

std::vector<std::string> event_statuses(const schema::Table& table) {
  // Вилучення й блокування кажуть про рядок, а не про хід справи.
  constexpr std::string_view kAsides =
      "deleted removed archived banned suspended blocked deactivated disabled";
  constexpr int kLast = 7;
  std::vector<std::pair<int, std::string>> named;
  for (const schema::Column& column : table.columns) {
    const std::string word = event_word(snake_case(column.name));
    const Happening* happening = find(word, &Happening::dates);
    if (happening && is_one_of(word, happening->statuses) && !is_one_of(word, kAsides))
      named.emplace_back(happening->rank == 0 ? kLast : happening->rank, word);
  }
  std::ranges::stable_sort(named, {}, &std::pair<int, std::string>::first);
  std::vector<std::string> words;
  for (auto& [rank, word] : named) words.push_back(std::move(word));
  return words;
}

}  // namespace techmarket::datagen::generic
