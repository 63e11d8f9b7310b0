// techmarket schema erd: діаграми сервісів, усієї системи або окремих файлів DBML.

#include <algorithm>
#include <filesystem>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/input_report.h"
#include "cli/output_files.h"
#include "dbml/parse.h"
#include "erd/erd.h"

namespace techmarket::cli {
namespace {

namespace fs = std::filesystem;

struct ErdOptions {
  InputOptions input;
  std::vector<std::string> names;
  std::string format = "svg", directory, view;
  bool check = false;
};

struct Source {
  std::string name;  ///< сервіс або ім'я файлу без .dbml
  dbml::Parsed parsed;
};

struct Diagram {
  std::string name;
  std::vector<erd::ErdService> services;
};

struct Written {
  std::string path;
  bool changed = false;
};

// Ім'я вигляду — довільний текст, тож у шляху від нього лишаються літери й цифри.
std::string file_name_of(std::string_view view) {
  std::string name;
  for (const char c : view) {
    const bool plain = static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') ||
                       (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    name += plain ? c : '-';
  }
  return name;
}

bool is_file(const std::string& name) {
  return name.ends_with(".dbml");
}

/// @param names порожньо — усі сервіси каталогу.
Result<std::vector<Source>> read_sources(const ErdOptions& options, Context& context) {
  const auto& names = options.names;
  std::vector<std::pair<std::string, fs::path>> files;
  for (const auto& name : names) {
    if (is_file(name)) {
      files.emplace_back(fs::path(name).stem().string(), name);
      continue;
    }
    TM_ASSIGN(const auto* catalogue, context.catalogue());
    TM_ASSIGN(const auto* service, catalogue->service(name));
    files.emplace_back(name, catalogue->path(service->dbml));
  }
  if (names.empty()) {
    TM_ASSIGN(const auto* catalogue, context.catalogue());
    for (const auto& service : catalogue->services)
      files.emplace_back(service.name, catalogue->path(service.dbml));
  }

  InputReport report(options.input);
  std::vector<Source> sources;
  for (const auto& [name, path] : files)
    sources.push_back({.name = name, .parsed = report.read(path.string())});
  TM_TRY(report.finish(context, "nothing was written"));
  return sources;
}

std::vector<Diagram> diagrams_of(const std::vector<Source>& sources, bool with_system) {
  std::vector<Diagram> diagrams;
  Diagram system{.name = "system", .services = {}};
  for (const auto& source : sources) {
    const erd::ErdService service{.name = source.name, .database = &source.parsed.database};
    diagrams.push_back({.name = source.name, .services = {service}});
    system.services.push_back(service);
  }
  if (with_system) diagrams.push_back(std::move(system));
  return diagrams;
}

/// Лишає від кожного джерела те, що показує вигляд options.view; джерела без нього відпадають.
Status keep_view(const ErdOptions& options, std::vector<Source>& sources) {
  if (options.view.empty()) return {};
  std::vector<std::string> known;
  std::erase_if(sources, [&](Source& source) {
    auto& database = source.parsed.database;
    for (const auto& view : database.views) known.push_back(view.name);
    const auto found = std::ranges::find(database.views, options.view, &schema::DiagramView::name);
    if (found == database.views.end()) return true;
    database = erd::part_of(database, *found);
    source.name += "-" + file_name_of(options.view);
    return false;
  });
  if (!sources.empty()) return {};
  return fail(ErrorKind::bad_input, fmt::format("there is no diagram view '{}'", options.view),
              known.empty() ? "write DiagramView name { Tables { … } } in the DBML"
                            : did_you_mean_hint(options.view, known));
}

Result<fs::path> directory_of(const ErdOptions& options, Context& context) {
  if (!options.directory.empty()) return fs::path(options.directory);
  if (!options.names.empty() && std::ranges::all_of(options.names, is_file)) return fs::path(".");
  TM_ASSIGN(const auto* catalogue, context.catalogue());
  const fs::path images = catalogue->path("docs/images");
  std::error_code ignored;
  const fs::path relative = fs::proximate(images, ignored);
  return relative.empty() || *relative.begin() == ".." ? images : relative;
}

fs::path path_of(const Diagram& diagram, const ErdOptions& options, const fs::path& directory) {
  const std::string extension = options.format == "mermaid" ? "mmd" : options.format;
  return directory / fmt::format("{}.{}", diagram.name, extension);
}

/// Два файли з одним ім'ям із різних тек дали б одну діаграму замість двох.
Status check_paths(const std::vector<Diagram>& diagrams, const std::vector<Source>& sources,
                   const ErdOptions& options, const fs::path& directory) {
  std::vector<std::string> inputs, outputs{options.input.sarif};
  for (const auto& source : sources)
    for (const auto& file : source.parsed.sources) inputs.push_back(file.path);
  for (const auto& diagram : diagrams) outputs.push_back(path_of(diagram, options, directory).string());
  return check_outputs(inputs, outputs);
}

/// SVG малюється лише тоді, коли змінилася сама діаграма: на іншій машині ті самі схеми не дають нових
/// байтів.
Result<Written> write_diagram(const Diagram& diagram, const ErdOptions& options, const fs::path& directory) {
  const fs::path path = path_of(diagram, options, directory);
  std::string old;
  if (fs::exists(path)) {
    TM_ASSIGN(old, read_file(path));
  }
  std::string text = options.format == "mermaid" ? erd::erd_mermaid(diagram.services)
                                                 : erd::erd_dot(diagram.services, diagram.name);
  const bool svg = options.format == "svg";
  const bool changed = svg ? !erd::is_drawn_from(old, text) : old != text;
  if (changed && !options.check) {
    if (svg) {
      TM_ASSIGN(text, erd::erd_svg(text));
    }
    TM_TRY(write_file(path, text));
  }
  return Written{.path = path.string(), .changed = changed};
}

Status erd(const ErdOptions& options, Context& context) {
  TM_ASSIGN(auto sources, read_sources(options, context));
  TM_TRY(keep_view(options, sources));
  TM_ASSIGN(const auto directory, directory_of(options, context));
  nlohmann::json files = nlohmann::json::array();
  std::size_t changed = 0;
  const auto diagrams = diagrams_of(sources, options.names.empty() && options.view.empty());
  TM_TRY(check_paths(diagrams, sources, options, directory));
  for (const auto& diagram : diagrams) {
    TM_ASSIGN(const auto written, write_diagram(diagram, options, directory));
    changed += written.changed ? 1 : 0;
    files.push_back({{"diagram", diagram.name}, {"path", written.path}, {"changed", written.changed}});
    const std::string_view change = options.check ? "would change" : "written";
    if (!context.globals.json) say("{:<12} {}\n", written.changed ? change : "unchanged", written.path);
  }
  const bool ok = !options.check || changed == 0;
  if (context.globals.json) context.print({{"ok", ok}, {"check", options.check}, {"files", files}});
  if (ok) return {};
  return fail(ErrorKind::check_failed,
              fmt::format("{} diagram{} out of date", changed, changed == 1 ? " is" : "s are"),
              "run `techmarket schema erd`");
}

}  // namespace

void add_schema_erd(CLI::App& schema, Context& context) {
  auto* command =
      schema.add_subcommand("erd", "Draw ER diagrams of services, of the whole system or of DBML files");
  auto options = std::make_shared<ErdOptions>();
  command
      ->add_option("services", options->names,
                   "Only these services or DBML files (default: all, and the system)")
      ->type_name("SERVICE|FILE.dbml");
  command->add_option("--format", options->format, "What to write")
      ->check(CLI::IsMember({"svg", "mermaid", "dot"}))
      ->capture_default_str();
  command
      ->add_option("-o,--out-dir", options->directory,
                   "Folder to write to (default: docs/images; . for files)")
      ->type_name("DIR");
  command->add_option("--view", options->view, "Only what this DiagramView shows, as NAME-VIEW.svg")
      ->type_name("VIEW");
  add_input_options(*command, options->input);
  command->add_flag("--check", options->check, "Write nothing; exit 1 if a diagram would change");
  command->callback([options, &context] {
    context.select([options, &context] { return erd(*options, context); }, Interrupts::at_once);
  });
}

}  // namespace techmarket::cli
