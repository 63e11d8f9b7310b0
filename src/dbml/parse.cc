#include "dbml/parse.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "dbml/modules.h"
#include "dbml/resolver.h"

namespace techmarket::dbml {
namespace {

Parsed finish(Modules modules, Reporter reporter) {
  Parsed parsed;
  parsed.database = resolve(modules, reporter);
  parsed.diagnostics = std::move(reporter.diagnostics());
  for (auto& module : modules) parsed.sources.push_back(std::move(module->source));
  parsed.trees = std::make_shared<Modules>(std::move(modules));

  const auto file_index = [&](const Diagnostic& d) {
    return std::ranges::find(parsed.sources, d.at.file, &SourceFile::path) - parsed.sources.begin();
  };
  const auto place = [&](const Diagnostic& d) {
    return std::tuple(d.code.starts_with("too-many-"), file_index(d), d.at.line, d.at.column);
  };
  std::ranges::stable_sort(parsed.diagnostics, {}, place);
  // Помилка в частковій таблиці однакова в кожному місці, де її підключено.
  const auto same = [&](const Diagnostic& a, const Diagnostic& b) {
    return place(a) == place(b) && a.code == b.code && a.message == b.message;
  };
  parsed.diagnostics.erase(std::unique(parsed.diagnostics.begin(), parsed.diagnostics.end(), same),
                           parsed.diagnostics.end());
  return parsed;
}

}  // namespace

Parsed parse(std::string text, std::string path) {
  Reporter reporter;
  auto modules = load_text(std::move(text), std::move(path), reporter);
  return finish(std::move(modules), std::move(reporter));
}

Result<Parsed> parse_file(const std::filesystem::path& path) {
  Reporter reporter;
  TM_ASSIGN(auto modules, load_file(path, reporter));
  return finish(std::move(modules), std::move(reporter));
}

std::string render_all(const Parsed& parsed, bool color) {
  return render_all(parsed.diagnostics, parsed.sources, color);
}

std::string render_all(std::span<const Diagnostic> diagnostics, std::span<const SourceFile> sources,
                       bool color) {
  std::string out;
  const SourceFile* file = nullptr;
  std::size_t offset = 0;
  int line = 1;
  for (const auto& diagnostic : diagnostics) {
    const auto source = std::ranges::find(sources, diagnostic.at.file, &SourceFile::path);
    if (source == sources.end()) {
      out += to_text(diagnostic, {}, color);
      continue;
    }
    // Повідомлення йдуть за місцем, тож наступний рядок шукаємо від попереднього, а не від початку файлу.
    if (file != &*source || diagnostic.at.line < line) {
      file = &*source;
      offset = 0;
      line = 1;
    }
    const std::string_view text = file->text;
    for (; line < diagnostic.at.line && offset < text.size(); ++line)
      offset = std::min(text.find('\n', offset), text.size() - 1) + 1;
    auto shown = text.substr(offset, text.find('\n', offset) - offset);
    if (shown.ends_with('\r')) shown.remove_suffix(1);
    out += render_line(diagnostic, shown, color);
  }
  return out;
}

}  // namespace techmarket::dbml
