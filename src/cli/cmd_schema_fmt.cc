// techmarket schema fmt: оформлення файлів DBML (dbml/format.h, docs/fmt.md).

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/line_diff.h"
#include "base/log.h"
#include "cli/commands.h"
#include "dbml/format.h"
#include "dbml/parse.h"

namespace techmarket::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStdin = "-";

struct Options {
  std::vector<std::string> paths;
  bool check = false;
  bool to_stdout = false;
};

struct File {
  std::string path;  ///< як його показувати
  std::string before;
  dbml::Formatted formatted;

  bool changed() const { return formatted.ok() && formatted.text != before; }
};

// Тека — усі *.dbml у ній і глибше.
Status add_path(const fs::path& path, std::vector<std::string>& files) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    files.push_back(path.string());
    return {};
  }
  std::vector<std::string> found;
  for (auto entry = fs::recursive_directory_iterator(path, error); !error && entry != fs::end(entry);
       entry.increment(error))
    if (entry->path().extension() == ".dbml" && entry->is_regular_file())
      found.push_back(entry->path().string());
  if (error) return fail(ErrorKind::bad_input, fmt::format("{}: {}", path.string(), error.message()));
  if (found.empty())
    return fail(ErrorKind::bad_input, fmt::format("{}: holds no .dbml files", path.string()));
  std::ranges::sort(found);
  files.insert(files.end(), found.begin(), found.end());
  return {};
}

// Без аргументів — файли каталогу разом із модулями, які вони підключають.
Result<std::vector<std::string>> files_of_catalogue(Context& context) {
  TM_ASSIGN(const auto* catalogue, context.catalogue());
  std::vector<std::string> files;
  for (const auto& service : catalogue->services) {
    TM_ASSIGN(const auto parsed, dbml::parse_file(shown_path(catalogue->path(service.dbml))));
    for (const auto& source : parsed.sources)
      if (std::ranges::find(files, source.path.text()) == files.end()) files.push_back(source.path);
  }
  return files;
}

Result<std::vector<std::string>> chosen_files(const Options& options, Context& context) {
  if (options.paths.empty()) return files_of_catalogue(context);
  std::vector<std::string> files;
  for (const auto& path : options.paths) TM_TRY(add_path(path, files));
  return files;
}

File format_text(std::string path, std::string text) {
  auto formatted = dbml::format(text, path);
  for (const auto& diagnostic : formatted.diagnostics)
    fmt::print(stderr, "{}", to_text(diagnostic, text, use_color(STDERR_FILENO)));
  return {.path = std::move(path), .before = std::move(text), .formatted = std::move(formatted)};
}

Result<File> format_file(const std::string& path) {
  TM_ASSIGN(auto text, read_file(path));
  return format_text(path, std::move(text));
}

void report(const std::vector<File>& files, const Options& options, const Context& context) {
  nlohmann::json list = nlohmann::json::array();
  for (const auto& file : files) {
    const std::string diff =
        options.check && file.changed()
            ? unified_diff(file.before, file.formatted.text, file.path, file.path + " (formatted)")
            : std::string();
    if (context.globals.json) {
      list.push_back({{"path", file.path}, {"changed", file.changed()}, {"valid", file.formatted.ok()}});
      if (options.check) list.back()["diff"] = diff;
    } else if (!file.formatted.ok()) {
      say("{:<12} {}\n", "refused", file.path);
    } else {
      const std::string_view change = options.check ? "would change" : "formatted";
      say("{:<12} {}\n{}", file.changed() ? change : "unchanged", file.path, diff);
    }
  }
  if (!context.globals.json) return;
  const bool ok = std::ranges::all_of(
      files, [&](const File& file) { return file.formatted.ok() && !(options.check && file.changed()); });
  context.print({{"ok", ok}, {"check", options.check}, {"files", list}});
}

Status refused(std::size_t count) {
  return fail(ErrorKind::bad_input, fmt::format("{} file{} with syntax errors left as {}", count,
                                                count == 1 ? "" : "s", count == 1 ? "it is" : "they are"));
}

/// - або --stdout: оформлений текст у stdout, нічого більше.
Status print_formatted(const Options& options) {
  if (options.paths.size() != 1)
    return fail(ErrorKind::usage, "--stdout and '-' take exactly one file",
                "name one file, or '-' to read from stdin");
  const auto& path = options.paths.front();
  if (path == kStdin) {
    std::string text(std::istreambuf_iterator<char>(std::cin), {});
    const File file = format_text("<stdin>", std::move(text));
    if (!file.formatted.ok()) return refused(1);
    if (options.check && file.changed())
      return fail(ErrorKind::check_failed, "the text on stdin is not formatted");
    if (!options.check) fmt::print("{}", file.formatted.text);
    return {};
  }
  TM_ASSIGN(const File file, format_file(path));
  if (!file.formatted.ok()) return refused(1);
  fmt::print("{}", file.formatted.text);
  return {};
}

Status run(const Options& options, Context& context) {
  if (options.to_stdout || std::ranges::find(options.paths, kStdin) != options.paths.end())
    return print_formatted(options);
  TM_ASSIGN(const auto paths, chosen_files(options, context));
  std::vector<File> files;
  for (const auto& path : paths) {
    TM_ASSIGN(auto file, format_file(path));
    files.push_back(std::move(file));
  }
  if (!options.check)
    for (const auto& file : files)
      if (file.changed()) TM_TRY(rewrite_file(file.path, file.formatted.text));
  report(files, options, context);

  const auto invalid = std::ranges::count_if(files, [](const File& file) { return !file.formatted.ok(); });
  if (invalid > 0) return refused(static_cast<std::size_t>(invalid));
  const auto changed = std::ranges::count_if(files, &File::changed);
  if (!options.check || changed == 0) return {};
  return fail(ErrorKind::check_failed,
              fmt::format("{} file{} not formatted", changed, changed == 1 ? " is" : "s are"),
              "run `techmarket schema fmt`");
}

}  // namespace

void add_schema_fmt(CLI::App& schema, Context& context) {
  auto* command = schema.add_subcommand("fmt", "Format DBML files: indentation, alignment, spacing");
  auto options = std::make_shared<Options>();
  command
      ->add_option(
          "paths", options->paths,
          "Files or folders; '-' reads stdin and writes stdout (default: the files of the catalogue)")
      ->type_name("PATH");
  auto* check = command->add_flag("--check", options->check, "Write nothing; show the changes and exit 1");
  command->add_flag("--stdout", options->to_stdout, "Write the formatted text to stdout, not to the file")
      ->excludes(check);
  command->callback([options, &context] {
    context.select([options, &context] { return run(*options, context); }, Interrupts::at_once);
  });
}

}  // namespace techmarket::cli
