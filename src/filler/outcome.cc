#include "filler/outcome.h"

#include <algorithm>

#include "base/text.h"
#include "filler/meaning.h"

namespace techmarket::filler {
namespace {

/// Щаблі звичного шляху, від першого (що стоїть далі, те стається пізніше), тоді події поза ним.
enum class Stage {
  confirmed,
  paid,
  shipped,
  delivered,
  completed,
  closed,
  cancelled,  ///< звідси — кінці справи: одна така подія виключає інші
  refunded,
  refused,  ///< відхилено чи не вдалося
  expired,
  aside  ///< вилучення, блокування: про рядок, а не про хід справи
};

bool is_step(Stage stage) {
  return stage <= Stage::closed;
}

/// Подія й слова, якими її називають і дата, і стан.
struct Happening {
  Stage stage;
  std::string_view dates, statuses;
};

constexpr Happening kHappenings[] = {
    {Stage::confirmed, "confirmed approved accepted verified published activated",
     "confirmed approved accepted verified published reviewed"},
    {Stage::paid, "paid charged settled", "paid processing processed preparing packed"},
    {Stage::shipped, "shipped dispatched sent",
     "shipped dispatched sent in_transit on_the_way out_for_delivery"},
    {Stage::delivered, "delivered arrived", "delivered arrived"},
    {Stage::completed, "completed finished resolved done fulfilled",
     "completed complete finished resolved done fulfilled solved"},
    {Stage::closed, "closed", "closed"},
    {Stage::cancelled, "cancelled canceled", "cancelled canceled"},
    {Stage::refunded, "refunded", "refunded"},
    {Stage::refused, "rejected declined denied", "rejected declined denied"},
    {Stage::refused, "failed", "failed"},
    {Stage::expired, "expired", "expired"},
    {Stage::aside, "deleted removed", "deleted removed"},
    {Stage::aside, "archived", "archived"},
    {Stage::aside, "banned suspended blocked deactivated disabled",
     "banned suspended blocked deactivated disabled"},
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
  if (!is_step(event.stage)) return reached || is_one_of(state, kAlive) ? std::optional(false) : std::nullopt;
  if (!reached) return std::nullopt;
  if (is_step(reached->stage)) return event.stage <= reached->stage;
  if (reached->stage == Stage::refunded) return event.stage <= Stage::paid;
  const bool missed = (reached->stage == Stage::cancelled && event.stage >= Stage::shipped) ||
                      (reached->stage == Stage::refused && event.stage >= Stage::paid);
  return missed ? std::optional(false) : std::nullopt;
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
  std::vector<std::pair<Stage, std::string>> named;
  for (const schema::Column& column : table.columns) {
    const std::string word = event_word(snake_case(column.name));
    const Happening* happening = find(word, &Happening::dates);
    if (happening && is_one_of(word, happening->statuses) && happening->stage != Stage::aside)
      // Кінці справи — після шляху, а між собою — як у таблиці.
      named.emplace_back(std::min(happening->stage, Stage::cancelled), word);
  }
  std::ranges::stable_sort(named, {}, &std::pair<Stage, std::string>::first);
  std::vector<std::string> words;
  for (auto& [stage, word] : named) words.push_back(std::move(word));
  return words;
}

}  // namespace techmarket::filler
