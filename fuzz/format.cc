// Оформлювач. Обіцянки: format(format(x)) == format(x); модель до і після — та сама; файл, який розбирається,
// оформлюється.
#include <cstdint>
#include <string>

#include "base/text.h"
#include "check.h"
#include "dbml/format.h"
#include "dbml/parse.h"
#include "dbml/print.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace techmarket;
  using fuzz::check;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto once = dbml::format(text, "input.dbml");
  for (const auto& d : once.diagnostics)
    check(d.code != "format-changes-meaning", "formatting keeps the meaning", text);
  if (invalid_utf8(text) != std::string::npos) return check(!once.ok(), "only UTF-8 is formatted"), 0;
  const auto before = dbml::parse(text, "input.dbml");
  if (before.ok()) check(once.ok(), "what can be parsed can be formatted", text);
  if (!once.ok()) return 0;
  const auto twice = dbml::format(once.text, "formatted.dbml");
  check(twice.ok() && twice.text == once.text, "formatting twice changes nothing",
        once.text + "\n--- twice\n" + twice.text);
  const auto after = dbml::parse(once.text, "formatted.dbml");
  check(before.ok() == after.ok(), "formatting keeps errors and their absence", once.text);
  if (before.ok())
    check(dbml::print(before.database) == dbml::print(after.database), "formatting keeps the model",
          once.text);
  return 0;
}
