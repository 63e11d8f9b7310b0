#include "render/services_table.h"

#include <algorithm>

#include <fmt/format.h>

#include "render/engine.h"
#include "render/quote.h"

namespace techmarket::render {
namespace {

constexpr std::string_view kBegin = "<!-- services:begin -->";
constexpr std::string_view kEnd = "<!-- services:end -->";

std::string row(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

template <class Path>
std::string link(const Path& path) {
  return fmt::format("[{}]({})", markdown_cell(path.file_name()), path);
}

std::ptrdiff_t line_at(std::string_view text, std::size_t offset) {
  return 1 + std::ranges::count(text.substr(0, offset), '\n');
}

}  // namespace

std::string services_table(const config::Catalogue& catalogue, Language language) {
  const bool english = language == Language::english;
  std::string table = english ? row({"Service", "Engine", "Address", "Database", "User",
                                     "Password (development)", "Schema (DBML)", "SQL"})
                              : row({"Сервіс", "Рушій", "Адреса", "База", "Користувач",
                                     "Пароль (для розробки)", "Схема (DBML)", "SQL"});
  table += "|---|---|---|---|---|---|---|---|\n";
  for (const auto& service : catalogue.services)
    table += row({markdown_cell(service.name), service.is_mysql() ? "MySQL" : "PostgreSQL",
                  markdown_code(fmt::format("127.0.0.1:{}", service.port)), markdown_code(service.database),
                  markdown_code(service.user), markdown_code(service.password), link(service.dbml),
                  link(service.sql)});
  table += row({"adminer", english ? "web UI" : "вебінтерфейс",
                fmt::format("<http://127.0.0.1:{}>", catalogue.adminer.port), "–", "–", "–", "–", "–"});
  return table;
}

Result<std::string> with_services_table(std::string_view document, std::string_view table,
                                        std::string_view name) {
  const auto begin = document.find(kBegin), end = document.find(kEnd);
  if (begin == std::string_view::npos && end == std::string_view::npos) return std::string(document);
  const auto unpaired = [&](std::size_t offset, std::string_view found, std::string_view missing) {
    return fail(ErrorKind::bad_input,
                fmt::format("{}:{}: {} without {}", name, line_at(document, offset), found, missing),
                fmt::format("the table of services stands between {} and {}", kBegin, kEnd));
  };
  if (end == std::string_view::npos) return unpaired(begin, kBegin, kEnd);
  if (begin == std::string_view::npos || end < begin) return unpaired(end, kEnd, kBegin);
  return fmt::format("{}\n<!-- {} -->\n\n{}\n{}", document.substr(0, begin + kBegin.size()), kGeneratedNotice,
                     table, document.substr(end));
}

}  // namespace techmarket::render
