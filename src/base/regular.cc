#include "base/regular.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket {
namespace {

constexpr int kDeepest = 100;
constexpr std::size_t kMostSteps = 20'000;
constexpr std::uint32_t kMostRepeats = 1'000;
constexpr char32_t kLastCodePoint = 0x10FFFF;

/// Перша кодова точка; зіпсований байт — сам собою. text не порожній.
char32_t take_code_point(std::string_view& text) {
  const std::size_t length = utf8_length(text);
  const auto first = static_cast<unsigned char>(text.front());
  char32_t code = length == 1 ? first : first & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  text.remove_prefix(length);
  return code;
}

using Ranges = std::vector<std::pair<char32_t, char32_t>>;

const Ranges kDigits{{'0', '9'}};
const Ranges kWord{{'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {'_', '_'}};
const Ranges kSpace{{'\t', '\r'}, {' ', ' '}};

const std::pair<std::string_view, Ranges> kClasses[] = {
    {"alpha", {{'a', 'z'}, {'A', 'Z'}}},
    {"digit", kDigits},
    {"alnum", {{'a', 'z'}, {'A', 'Z'}, {'0', '9'}}},
    {"upper", {{'A', 'Z'}}},
    {"lower", {{'a', 'z'}}},
    {"space", kSpace},
    {"blank", {{' ', ' '}, {'\t', '\t'}}},
    {"punct", {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}},
    {"xdigit", {{'0', '9'}, {'a', 'f'}, {'A', 'F'}}},
};

bool inside(const Ranges& ranges, char32_t c) {
  return std::ranges::any_of(ranges,
                             [c](const auto& range) { return range.first <= c && c <= range.second; });
}

Ranges complement(const Ranges& ranges) {
  auto sorted = ranges;
  std::ranges::sort(sorted);
  Ranges out;
  char32_t next = 0;
  for (const auto& [first, last] : sorted) {
    if (first > next) out.emplace_back(next, first - 1);
    next = std::max(next, static_cast<char32_t>(last + 1));
  }
  out.emplace_back(next, kLastCodePoint);
  return out;
}

}  // namespace

bool Regular::Set::contains(char32_t c, bool ignore_case) const {
  bool found = inside(ranges, c);
  if (!found && ignore_case && c < 0x80 && ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
    found = inside(ranges, c ^ 0x20);
  return found != negated;
}

/// Розбирає вираз одразу в кроки автомата. Повтор копіює кроки вже зібраного уривка.
class RegularParser {
 public:
  explicit RegularParser(std::string_view text) : text_(text) {}

  Result<Regular> run(bool ignore_case) {
    out_.ignore_case_ = ignore_case;
    TM_TRY(choice());
    if (at_ < text_.size()) return error("unbalanced ')'");
    out_.steps_.push_back({.kind = Kind::match});
    return std::move(out_);
  }

 private:
  using Kind = Regular::Step::Kind;
  using Steps = std::vector<Regular::Step>;

  std::unexpected<Error> error(std::string_view what) const {
    return fail(ErrorKind::bad_input, fmt::format("regular expression '{}': {} at character {}",
                                                  shortened(text_, 100), what, at_ + 1));
  }

  bool accept(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  char32_t next() {
    auto rest = text_.substr(at_);
    const char32_t code = take_code_point(rest);
    at_ = text_.size() - rest.size();
    return code;
  }
  std::uint32_t here() const { return static_cast<std::uint32_t>(out_.steps_.size()); }
  void add_set(Regular::Set set) {
    out_.steps_.push_back({.kind = Kind::symbol, .to = static_cast<std::uint32_t>(out_.sets_.size())});
    out_.sets_.push_back(std::move(set));
  }

  /// Переставляє кроки від from на delta далі: усі переходи уривка ведуть усередину нього.
  static void shift(Steps& steps, std::size_t from, std::uint32_t delta) {
    for (auto& step : std::span(steps).subspan(from)) {
      if (step.kind == Kind::split || step.kind == Kind::jump) step.to += delta;
      if (step.kind == Kind::split) step.other += delta;
    }
  }
  void insert(std::uint32_t at, Regular::Step step) {
    shift(out_.steps_, at, 1);
    out_.steps_.insert(out_.steps_.begin() + at, step);
  }

  Status choice() {
    if (++depth_ > kDeepest) return error("nested too deeply");
    const std::uint32_t begin = here();
    TM_TRY(sequence());
    while (accept("|")) {
      insert(begin, {.kind = Kind::split, .to = begin + 1, .other = here() + 2});
      const std::uint32_t jump = here();
      out_.steps_.push_back({.kind = Kind::jump});
      TM_TRY(sequence());
      out_.steps_[jump].to = here();
    }
    --depth_;
    return {};
  }

  Status sequence() {
    while (at_ < text_.size() && text_[at_] != '|' && text_[at_] != ')') {
      const std::uint32_t begin = here();
      TM_TRY(atom());
      TM_TRY(repeats(begin));
      if (out_.steps_.size() > kMostSteps) return error("too large");
    }
    return {};
  }

  Status atom() {
    if (accept("^")) return out_.steps_.push_back({.kind = Kind::begin}), Status();
    if (accept("$")) return out_.steps_.push_back({.kind = Kind::end}), Status();
    if (accept("(")) {
      if (accept("?") && !accept(":")) return error("look-around is not supported");
      TM_TRY(choice());
      return accept(")") ? Status() : error("missing ')'");
    }
    if (accept("[")) return set();
    if (accept(".")) return add_set({.ranges = {{'\n', '\n'}}, .negated = true}), Status();
    if (std::string_view("*+?{").contains(text_[at_])) return error("nothing to repeat");
    Regular::Set one;
    if (accept("\\")) {
      TM_TRY(escape(one.ranges));
    } else {
      const char32_t code = next();
      one.ranges.emplace_back(code, code);
    }
    add_set(std::move(one));
    return {};
  }

  Status escape(Ranges& into) {
    if (at_ >= text_.size()) return error("nothing after '\\'");
    const char32_t code = next();
    const auto add = [&](const Ranges& ranges) {
      into.insert(into.end(), ranges.begin(), ranges.end());
      return Status();
    };
    switch (code) {
      case 'd':
        return add(kDigits);
      case 'w':
        return add(kWord);
      case 's':
        return add(kSpace);
      case 'D':
        return add(complement(kDigits));
      case 'W':
        return add(complement(kWord));
      case 'S':
        return add(complement(kSpace));
      case 't':
        return add({{'\t', '\t'}});
      case 'n':
        return add({{'\n', '\n'}});
      case 'r':
        return add({{'\r', '\r'}});
      default:
        if (code < 0x80 && inside(kWord, code) && code != '_') return error("this escape is not supported");
        return add({{code, code}});
    }
  }

  Status set() {
    Regular::Set result;
    result.negated = accept("^");
    for (bool first = true; first || !accept("]"); first = false) {
      if (at_ >= text_.size()) return error("missing ']'");
      if (accept("[:")) {
        TM_TRY(named_class(result.ranges));
        continue;
      }
      if (first && accept("]")) return error("an empty set");
      if (accept("\\")) {
        TM_TRY(escape(result.ranges));
        continue;
      }
      const char32_t low = next();
      char32_t high = low;
      if (text_.substr(at_).starts_with('-') && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
        ++at_;
        if (text_[at_] == '\\') ++at_;
        if (at_ >= text_.size()) return error("missing ']'");
        high = next();
        if (high < low) return error("a range runs backwards");
      }
      result.ranges.emplace_back(low, high);
    }
    add_set(std::move(result));
    return {};
  }

  Status named_class(Ranges& into) {
    for (const auto& [name, ranges] : kClasses) {
      if (!accept(name)) continue;
      if (!accept(":]")) break;
      into.insert(into.end(), ranges.begin(), ranges.end());
      return {};
    }
    return error("unknown class of characters");
  }

  std::optional<std::uint32_t> number() {
    std::optional<std::uint32_t> value;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9')
      value =
          std::min(kMostRepeats + 1, value.value_or(0) * 10 + static_cast<std::uint32_t>(text_[at_++] - '0'));
    return value;
  }

  /// Повтори уривка, що починається з begin.
  Status repeats(std::uint32_t begin) {
    for (;;) {
      std::uint32_t least = 0;
      std::optional<std::uint32_t> most;
      if (accept("?")) {
        most = 1;
      } else if (accept("+")) {
        least = 1;
      } else if (accept("{")) {
        const auto low = number();
        if (!low) return error("a number is expected after '{'");
        least = *low;
        most = accept(",") ? number() : low;
        if (!accept("}")) return error("missing '}'");
        if (least > kMostRepeats || most.value_or(0) > kMostRepeats || most.value_or(least) < least)
          return error("impossible number of repeats");
      } else if (!accept("*")) {
        return {};
      }
      (void)accept("?");  // лінивий повтор
      TM_TRY(repeat(begin, least, most));
    }
  }

  Status repeat(std::uint32_t begin, std::uint32_t least, std::optional<std::uint32_t> most) {
    Steps piece(out_.steps_.begin() + begin, out_.steps_.end());
    const std::size_t copies = std::max<std::size_t>(1, most.value_or(least + 1));
    if (copies * (piece.size() + 2) > kMostSteps) return error("too large");
    out_.steps_.resize(begin);
    const auto append = [&] {
      const std::size_t at = out_.steps_.size();
      out_.steps_.insert(out_.steps_.end(), piece.begin(), piece.end());
      shift(out_.steps_, at, static_cast<std::uint32_t>(at) - begin);
    };
    for (std::uint32_t i = 0; i < least; ++i) append();
    if (!most) {
      const std::uint32_t loop = here();
      out_.steps_.push_back({.kind = Kind::split, .to = loop + 1});
      append();
      out_.steps_.push_back({.kind = Kind::jump, .to = loop});
      out_.steps_[loop].other = here();
      return {};
    }
    std::vector<std::uint32_t> exits;
    for (std::uint32_t i = least; i < *most; ++i) {
      exits.push_back(here());
      out_.steps_.push_back({.kind = Kind::split, .to = here() + 1});
      append();
    }
    for (const auto at : exits) out_.steps_[at].other = here();
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Regular out_;
};

Result<Regular> Regular::compile(std::string_view pattern, bool ignore_case) {
  return RegularParser(pattern).run(ignore_case);
}

// Додає до threads усі кроки, до яких з from можна дійти без знака. Стек свій: глибина не залежить від
// виразу.
void Regular::follow(std::vector<std::uint32_t>& threads, std::vector<std::uint32_t>& seen,
                     std::uint32_t mark, std::uint32_t from, bool at_begin, bool at_end) const {
  std::vector<std::uint32_t> pending{from};
  while (!pending.empty()) {
    const std::uint32_t at = pending.back();
    pending.pop_back();
    if (std::exchange(seen[at], mark) == mark) continue;
    const Step& step = steps_[at];
    switch (step.kind) {
      case Step::Kind::split:
        pending.push_back(step.other);
        pending.push_back(step.to);
        break;
      case Step::Kind::jump:
        pending.push_back(step.to);
        break;
      case Step::Kind::begin:
        if (at_begin) pending.push_back(at + 1);
        break;
      case Step::Kind::end:
        if (at_end) pending.push_back(at + 1);
        break;
      case Step::Kind::symbol:
      case Step::Kind::match:
        threads.push_back(at);
        break;
    }
  }
}

bool Regular::run(std::string_view text, bool whole) const {
  std::vector<std::uint32_t> threads, next, seen(steps_.size(), 0);
  std::uint32_t mark = 1;
  follow(threads, seen, mark, 0, true, text.empty());
  for (;;) {
    const bool matched =
        std::ranges::any_of(threads, [&](auto at) { return steps_[at].kind == Step::Kind::match; });
    if (matched && (!whole || text.empty())) return true;
    if (text.empty()) return false;
    const char32_t code = take_code_point(text);
    next.clear();
    ++mark;
    for (const auto at : threads)
      if (steps_[at].kind == Step::Kind::symbol && sets_[steps_[at].to].contains(code, ignore_case_))
        follow(next, seen, mark, at + 1, false, text.empty());
    if (!whole) follow(next, seen, mark, 0, false, text.empty());
    if (next.empty() && whole) return false;
    threads.swap(next);
  }
}

}  // namespace techmarket
