#include "dbml/modules.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "dbml/parser.h"

namespace techmarket::dbml {
namespace {

namespace fs = std::filesystem;

// Модель у два десятки разів більша за текст: більший файл скінчився б не помилкою, а браком пам'яті.
constexpr std::size_t kMaxBytes = std::size_t{256} << 20;
// Стільки файлів в одній схемі — ознака помилки в підключеннях.
constexpr std::size_t kMaxModules = 10'000;

/// Байти, яких у UTF-8 не буває, стають U+FFFD, як і в еталона; UTF-16 — помилка, бо від нього лишилося б
/// сміття.
void check_encoding(SourceFile& source, Reporter& reporter) {
  if (source.text.starts_with("\xFF\xFE") || source.text.starts_with("\xFE\xFF")) {
    source.text.clear();
    return reporter.error(source, {}, "not-utf8", "the file is UTF-16", {.hint = "save it as UTF-8"});
  }
  // NUL у першому рядку до лапок і коментаря — помилка в будь-якому разі, але одна, а не на кожен байт.
  const std::string_view head = std::string_view(source.text).substr(0, source.text.find_first_of("'\"`/\n"));
  if (const auto nul = head.find('\0'); nul != std::string_view::npos) {
    const bool wide = nul < 2 && head.size() > 3 && head[nul + 2] == '\0';
    source.text.clear();
    if (wide)
      return reporter.error(source, {}, "not-utf8", "the file is UTF-16", {.hint = "save it as UTF-8"});
    return reporter.error(source, {}, "not-text", "the file is binary, not text",
                          {.hint = "give a DBML file"});
  }
  const auto bad = invalid_utf8(source.text);
  if (bad == std::string::npos) return;
  const std::string_view before = std::string_view(source.text).substr(0, bad);
  const auto offset = static_cast<std::uint32_t>(bad);
  const Span at{.begin = offset,
                .end = offset + 1,
                .line = 1 + static_cast<std::int32_t>(std::ranges::count(before, '\n'))};
  reporter.warning(source, at, "invalid-utf8",
                   fmt::format("byte 0x{:02X} is not UTF-8 and is read as U+FFFD",
                               static_cast<unsigned char>(source.text[bad])),
                   {.hint = "save the file as UTF-8"});
  source.text = replace_invalid_utf8(source.text);
}

std::unique_ptr<Module> load(std::string text, std::string path, Reporter& reporter) {
  auto module = std::make_unique<Module>();
  module->source = {.path = std::move(path), .text = std::move(text)};
  if (module->source.text.size() > kMaxBytes) {
    module->source.text.clear();
    reporter.error(module->source, {}, "file-too-large",
                   fmt::format("the file is larger than {} MiB", kMaxBytes >> 20));
  }
  check_encoding(module->source, reporter);
  module->source.marks = column_marks(module->source);
  module->document = parse_document(module->source, reporter);
  return module;
}

/// Шлях підключення від теки файлу, з .dbml або без нього. Порожньо, якщо такого файлу немає.
fs::path find_module(const fs::path& from, std::string_view written) {
  const fs::path base = (from.parent_path() / fs::path(written)).lexically_normal();
  std::error_code ignored;
  for (const auto& candidate : {base, fs::path(base.string() + ".dbml")})
    if (fs::is_regular_file(candidate, ignored)) return candidate;
  return {};
}

fs::path identity(const fs::path& path) {
  std::error_code failed;
  auto canonical = fs::weakly_canonical(path, failed);
  return failed ? path.lexically_normal() : canonical;
}

}  // namespace

Modules load_text(std::string text, std::string path, Reporter& reporter) {
  Modules modules;
  modules.push_back(load(std::move(text), std::move(path), reporter));
  for (const auto& use : modules.front()->document.uses) {
    reporter.error(modules.front()->source, use.path_at, "module-not-found",
                   fmt::format("'{}' cannot be read from here", use.path),
                   {.hint = "modules are read relative to a file"});
  }
  return modules;
}

Result<Modules> load_file(const fs::path& path, Reporter& reporter) {
  TM_ASSIGN(auto first, read_file(path));
  Modules modules;
  modules.push_back(load(std::move(first), path.string(), reporter));
  std::map<fs::path, std::size_t> known{{identity(path), 0}};

  for (std::size_t i = 0; i < modules.size(); ++i) {
    for (auto& use : modules[i]->document.uses) {
      const auto& source = modules[i]->source;
      const auto not_found = [&](std::string message) {
        reporter.error(source, use.path_at, "module-not-found", std::move(message));
      };
      const auto found = find_module(source.path.text(), use.path);
      if (found.empty()) {
        not_found(fmt::format("file '{}' does not exist", use.path));
        continue;
      }
      const auto [entry, is_new] = known.try_emplace(identity(found), modules.size());
      if (is_new) {
        auto text = modules.size() < kMaxModules
                        ? read_file(found)
                        : fail(ErrorKind::bad_input, fmt::format("more than {} files are used", kMaxModules));
        if (!text) {
          known.erase(entry);
          not_found(text.error().message);
          continue;
        }
        use.target = modules.size();
        modules.push_back(load(std::move(*text), found.string(), reporter));
      } else {
        use.target = entry->second;
      }
    }
  }
  return modules;
}

}  // namespace techmarket::dbml
