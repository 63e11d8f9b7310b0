#include "dbml/literal.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace techmarket::dbml {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

void append_utf8(std::string& out, char32_t c) {
  if (c >= 0xD800 && c <= 0xDFFF) c = kReplacement;  // половина сурогатної пари сама символом не є
  const auto put = [&](char32_t bits) { out += static_cast<char>(bits); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::optional<char32_t> four_hex_digits(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + 4, value, 16);
  if (error != std::errc() || end != text.data() + 4) return std::nullopt;
  return value;
}

/// \uHHHH; text починається після «u». Друга половина сурогатної пари береться, якщо вона є.
/// @return спожиті байти; 0 — чотирьох шістнадцяткових цифр тут немає.
std::size_t append_unicode(std::string& out, std::string_view text) {
  const auto high = four_hex_digits(text);
  if (!high) return 0;
  if (*high >= 0xD800 && *high < 0xDC00 && text.substr(4).starts_with("\\u")) {
    const auto low = four_hex_digits(text.substr(6));
    if (low && *low >= 0xDC00 && *low < 0xE000) {
      append_utf8(out, 0x10000 + ((*high - 0xD800) << 10) + (*low - 0xDC00));
      return 10;
    }
  }
  append_utf8(out, *high);
  return 4;
}

}  // namespace

Unescaped unescape(std::string_view text) {
  Unescaped result;
  auto& out = result.text;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    switch (const char c = text[++i]) {
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case 'r':
        out += '\r';
        break;
      case '0':
        out += '\0';
        break;
      case 'b':
        out += '\b';
        break;
      case 'v':
        out += '\v';
        break;
      case 'f':
        out += '\f';
        break;
      case 'u': {
        const auto used = append_unicode(out, text.substr(i + 1));
        if (used == 0 && !result.bad_escape) result.bad_escape = i - 1;
        i += used;
        break;
      }
      case '\n':
        break;
      case '\r':
        if (text.substr(i + 1).starts_with('\n')) ++i;
        break;
      default:
        out += c;
    }
  }
  return result;
}

std::string dedent(std::string_view text) {
  const bool plain = !text.starts_with(' ') && !text.starts_with('\t');
  if (plain && !text.contains('\n') && !text.contains('\r')) return std::string(text);  // майже кожен
  auto lines = split(text, '\n');
  for (auto& line : lines)
    if (line.ends_with('\r')) line.remove_suffix(1);

  std::size_t indent = std::string_view::npos;
  for (const auto line : lines)
    if (const auto first = line.find_first_not_of(" \t"); first != std::string_view::npos)
      indent = std::min(indent, first);
  for (auto& line : lines) line.remove_prefix(std::min(indent, line.size()));

  const auto first = std::ranges::find_if(lines, [](std::string_view line) { return !trim(line).empty(); });
  if (first == lines.end()) return {};
  return fmt::format("{}", fmt::join(first, lines.end(), "\n"));
}

}  // namespace techmarket::dbml
