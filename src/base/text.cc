#include "base/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace techmarket {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Довжина правильної послідовності UTF-8 на початку text; 0 — її тут немає. Таблиця 3-7 стандарту Юнікоду.
std::size_t valid_sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto within = [&](std::size_t i, unsigned low, unsigned high) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return within(1, 0x80, 0xBF) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80, high = first == 0xED ? 0x9F : 0xBF;
    return within(1, low, high) && within(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
    return within(1, low, high) && within(2, 0x80, 0xBF) && within(3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

/// Керівна кодова точка або зміна напряму письма: U+0080–009F, U+202A–202E, U+2066–2069.
std::optional<unsigned> hidden_code_point(std::string_view symbol) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(symbol[i]); };
  if (symbol.size() == 2 && byte(0) == 0xC2 && byte(1) < 0xA0) return byte(1);
  if (symbol.size() != 3 || byte(0) != 0xE2) return std::nullopt;
  const unsigned code = 0x2000u | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
  const bool bidi = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  return bidi ? std::optional(code) : std::nullopt;
}

bool is_plain_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte < 0x7F) || c == '\n' || c == '\t';
}

}  // namespace

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(std::ranges::find_if_not(text, is_plain_byte) - text.begin());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::size_t length = valid_sequence(text);
    const auto symbol = text.substr(0, std::max<std::size_t>(length, 1));
    if (length <= 1)
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(symbol.front()));
    else if (const auto code = hidden_code_point(symbol))
      out += fmt::format("\\u{:04x}", *code);
    else
      out += symbol;
    text.remove_prefix(symbol.size());
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t limit) {
  if (text.size() <= limit || count_code_points(text) <= limit) return std::string(text);
  std::size_t end = 0;
  for (std::size_t i = 0; i + 1 < limit; ++i) end += utf8_length(text.substr(end));
  return std::string(text.substr(0, end)) + "…";
}

std::size_t invalid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    std::array<std::uint64_t, 4> words{};
    if (i + sizeof words <= text.size()) {
      std::memcpy(words.data(), text.data() + i, sizeof words);
      if (((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u) == 0) {
        i += sizeof words;
        continue;
      }
    }
    std::uint64_t word = 0;
    if (i + sizeof word <= text.size()) {
      std::memcpy(&word, text.data() + i, sizeof word);
      if ((word & 0x8080808080808080u) == 0) {
        i += sizeof word;
        continue;
      }
    }
    const auto length = valid_sequence(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

std::string replace_invalid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const auto bad = std::min(invalid_utf8(text), text.size());
    out += text.substr(0, bad);
    text.remove_prefix(bad);
    while (!text.empty() && valid_sequence(text) == 0) {
      out += "\uFFFD";
      text.remove_prefix(1);
    }
  }
  return out;
}

std::size_t utf8_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80 ? 1 : first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return std::min(length, text.size());
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (; text.size() >= sizeof(std::uint64_t); text.remove_prefix(sizeof(std::uint64_t))) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof word);
    count += sizeof word;
    if ((word & 0x8080808080808080u) == 0) continue;  // лише ASCII
    // Байт продовження — 10xxxxxx: старший біт є, наступного немає.
    count -= static_cast<std::size_t>(std::popcount(word & ~(word << 1) & 0x8080808080808080u));
  }
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

std::string ascii_lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  if (a.empty()) return true;
  if (lower(a.back()) != lower(b.back())) return false;  // column_1 і column_2 різняться наприкінці
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  std::string result;
  for (;;) {
    const auto at = text.find(from);
    result += text.substr(0, at);
    if (at == std::string_view::npos) return result;
    result += to;
    text.remove_prefix(at + from.size());
  }
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        current[j] = std::min(current[j], before[j - 2] + 1);
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

namespace {

constexpr std::size_t kLongestName = 256;  // відстань квадратична, а такі довгі імена людина не плутає

/// Та сама відстань без регістру й без пам'яті з купи; більша за limit — limit + 1. Імена не довші за
/// kLongestName. Невідоме ім'я звіряється з кожною таблицею схеми, тож важить кожна наносекунда.
std::size_t bounded_distance(std::string_view a, std::string_view b, std::size_t limit) {
  using Row = std::array<std::uint16_t, kLongestName + 1>;
  Row rows[3];
  Row *before = &rows[0], *previous = &rows[1], *current = &rows[2];
  for (std::size_t j = 0; j <= b.size(); ++j) (*previous)[j] = static_cast<std::uint16_t>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t best = i;
    (*current)[0] = static_cast<std::uint16_t>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      std::size_t cost = std::min<std::size_t>(
          {(*previous)[j] + 1u, (*current)[j - 1] + 1u, (*previous)[j - 1] + (same ? 0u : 1u)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
        cost = std::min<std::size_t>(cost, (*before)[j - 2] + 1u);
      (*current)[j] = static_cast<std::uint16_t>(cost);
      best = std::min(best, cost);
    }
    // Перестановка дивиться на два рядки вгору й додає одиницю, тож гіршим за limit + 1 рядком усе вирішено.
    if (best > limit + 1) return limit + 1;
    auto* oldest = std::exchange(before, previous);
    previous = std::exchange(current, oldest);
  }
  return std::min<std::size_t>((*previous)[b.size()], limit + 1);
}

bool starts_with_ignore_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equals_ignore_case(text.substr(0, prefix.size()), prefix);
}

}  // namespace

std::optional<std::size_t> likeness(std::string_view name, std::string_view candidate) {
  constexpr std::size_t kPrefix = 4;  // «phone» і «phone_number» схожі, хоч відстань велика
  if (name.size() > kLongestName || candidate.size() > kLongestName) return std::nullopt;
  const std::size_t shorter = std::min(name.size(), candidate.size());
  const std::size_t longer = std::max(name.size(), candidate.size());
  // Хоч одна літера мусить лишитися: 'a' не схоже на 'b'.
  const std::size_t limit =
      std::min(std::max<std::size_t>(1, name.size() / 3), shorter - std::min<std::size_t>(1, shorter));
  const bool ends = candidate.size() > name.size() && candidate[candidate.size() - name.size() - 1] == '_' &&
                    equals_ignore_case(candidate.substr(candidate.size() - name.size()), name);
  const bool extends = shorter >= kPrefix && (starts_with_ignore_case(candidate, name) ||
                                              starts_with_ignore_case(name, candidate) || ends);
  if (extends) return bounded_distance(name, candidate, longer);
  if (longer - shorter > limit) return std::nullopt;
  const auto distance = bounded_distance(name, candidate, limit);
  return distance <= limit ? std::optional(distance) : std::nullopt;
}

std::optional<std::string> did_you_mean(std::string_view name, std::span<const std::string> candidates) {
  const std::string* best = nullptr;
  std::size_t best_distance = 0;
  for (const auto& candidate : candidates) {
    const auto distance = likeness(name, candidate);
    if (!distance || (best && *distance >= best_distance)) continue;
    best = &candidate;
    best_distance = *distance;
  }
  return best ? std::optional(*best) : std::nullopt;
}

std::string did_you_mean_hint(std::string_view name, std::span<const std::string> candidates) {
  const auto match = did_you_mean(name, candidates);
  return match ? fmt::format("did you mean '{}'?", *match) : std::string();
}

std::string with_thousands(long long value) {
  std::string digits = std::to_string(value);
  const int first = value < 0 ? 1 : 0;
  for (int at = static_cast<int>(digits.size()) - 3; at > first; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

}  // namespace techmarket
