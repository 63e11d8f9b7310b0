#include "datagen/user_agents.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace techmarket::datagen {
namespace {

/// Випуск, вийшовши в день known, змінюється раз на period десятих дня; раніше — раз на before десятих.
int release(Date date, Date known, int number, int period, int before) {
  const int tenths = 10 * (date.days - known.days);
  return tenths >= 0 ? number + tenths / period : number - (before - 1 - tenths) / before;
}

// Опорні випуски й ритм — за історією випусків виробників. Середній крок Chrome з осені 2021 року — 31,4 дня
// (чотири тижні й зимова перерва), Firefox — 28,9; доти обидва виходили раз на шість тижнів.
int chrome(Date date) {
  return release(date, make_date(2021, 9, 21), 94, 314, 420);
}
int firefox(Date date) {
  return release(date, make_date(2021, 9, 7), 92, 289, 420);
}
int samsung(Date date) {
  return release(date, make_date(2025, 10, 1), 29, 1'200, 1'200);
}
constexpr int kOperaBehindChrome = 16;

/// Safari: нова старша версія в середині вересня, далі шість випусків, раз на два місяці. Версії 15–18 — це
/// 2021–2024 роки, з 2025 року номер дорівнює наступному року.
struct Safari {
  int major = 0, minor = 0;
};

Safari safari(Date date, int behind) {
  const auto civil = date.civil();
  const int month = static_cast<int>(static_cast<unsigned>(civil.month()));
  const bool fresh = month > 9 || (month == 9 && static_cast<unsigned>(civil.day()) >= 16);
  int year = static_cast<int>(civil.year()) - (fresh ? 0 : 1);
  int minor = std::min(6, ((month + 12 - 9) % 12) / 2);
  if (!fresh && month == 9) minor = 6;  // перша половина вересня: ще торішня
  minor -= behind;
  while (minor < 0) minor += 7, --year;
  return {year >= 2025 ? year - 1999 : year - 2006, minor};
}

std::optional<std::string> version(std::string_view name, int behind, Date date) {
  const auto number = [&](int newest) { return std::to_string(std::max(1, newest - behind)); };
  if (name == "chrome" || name == "edge") return number(chrome(date));
  if (name == "firefox") return number(firefox(date));
  if (name == "opera") return number(chrome(date) - kOperaBehindChrome);
  if (name == "samsung") return number(samsung(date));
  if (name == "android") {  // нова версія в жовтні: 15 — 2024 року
    const auto civil = date.civil();
    return number(static_cast<int>(civil.year()) - 2009 -
                  (static_cast<unsigned>(civil.month()) >= 10 ? 0 : 1));
  }
  const Safari one = safari(date, behind);
  if (name == "safari") return fmt::format("{}.{}", std::max(1, one.major), one.minor);
  // Із версією 26 Safari перестав називати справжню iOS.
  if (name == "ios")
    return one.major >= 26 ? "18_7" : fmt::format("{}_{}", std::max(1, one.major), one.minor);
  return std::nullopt;
}

}  // namespace

std::optional<std::string> render_user_agent(std::string_view text, Date date) {
  std::string out;
  for (;;) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) return std::nullopt;
    std::string_view name = text.substr(open + 1, close - open - 1);
    int behind = 0;
    if (const auto dash = name.find('-'); dash != std::string_view::npos) {
      const std::string_view digits = name.substr(dash + 1);
      const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), behind);
      if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
      name = name.substr(0, dash);
    }
    const auto number = version(name, behind, date);
    if (!number) return std::nullopt;
    out += *number;
    text.remove_prefix(close + 1);
  }
}

}  // namespace techmarket::datagen
