// Лексер, розбір, розв'язання імен і друк моделі. Обіцянки: будь-який вхід кінчається моделлю або
// повідомленнями з місцем у файлі; parse(print(x)) дає ту саму модель.
#include <cstdint>
#include <string>

#include "base/diagnostic_json.h"
#include "base/text.h"
#include "check.h"
#include "dbml/parse.h"
#include "dbml/print.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace techmarket;
  using fuzz::check;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto parsed = dbml::parse(text, "input.dbml");
  check(parsed.diagnostics.size() <= 2 * (dbml::Reporter::kMaxErrors + 1),
        "the number of messages is bounded");
  for (const auto& d : parsed.diagnostics) {
    check(!d.code.empty() && !d.message.empty(), "a message has a code and a text");
    check(d.at.end_line >= d.at.line, "a message ends after it begins", d.message);
    check(d.at.line == 0 || d.at.column > 0, "a message has a column", d.message);
  }
  const auto rendered = dbml::render_all(parsed, true);
  check(rendered.find('\0') == std::string::npos, "nothing unprintable is shown");
  if (size % 32 == 0) (void)to_sarif(parsed.diagnostics, "1", {});  // сам перелік правил дорожчий за розбір

  const auto printed = dbml::print(parsed.database);  // модель пошкодженого файлу теж друкується
  if (!parsed.ok()) return 0;
  const auto again = dbml::parse(printed, "printed.dbml");
  check(again.ok(), "a printed model can be read", printed + dbml::render_all(again, false));
  check(dbml::print(again.database) == printed, "a printed model is the same model", printed);
  return 0;
}
