#include "render/project.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/file.h"
#include "render/compose.h"
#include "render/engine.h"
#include "render/kubernetes.h"
#include "render/services_table.h"

namespace techmarket::render {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, Language>, 4> kDocuments = {{
    {"README.md", Language::ukrainian},
    {"README.en.md", Language::english},
    {"DATABASE_README.md", Language::ukrainian},
    {"KUBERNETES_README.md", Language::ukrainian},
}};

bool is_executable(const fs::path& file) {
  std::error_code ignored;
  return (fs::status(file, ignored).permissions() & fs::perms::owner_exec) != fs::perms::none;
}

/// Наші маніфести, яких більше немає в каталозі. Файли без нашого першого рядка не чіпаємо.
Result<std::vector<Change>> stale_manifests(const config::Catalogue& catalogue,
                                            const std::vector<RenderedFile>& files) {
  std::vector<Change> stale;
  std::error_code error;
  for (const auto* folder : {"k8s", "k8s-overlays"})
    for (const auto& entry : fs::recursive_directory_iterator(catalogue.path(folder), error)) {
      const fs::path path = entry.path().lexically_relative(catalogue.root);
      if (path.extension() != ".yaml" || std::ranges::find(files, path, &RenderedFile::path) != files.end())
        continue;
      TM_ASSIGN(const std::string text, read_file(entry.path()));
      if (text.starts_with(fmt::format("# {}", kGeneratedNotice))) stale.push_back({path, Difference::stale});
    }
  return stale;
}

}  // namespace

std::string_view describe(Difference difference) {
  switch (difference) {
    case Difference::missing:
      return "missing";
    case Difference::changed:
      return "changed";
    case Difference::mode:
      return "not executable";
    case Difference::stale:
      return "stale";
  }
  return "";
}

Result<std::vector<RenderedFile>> render_project(const config::Catalogue& catalogue) {
  std::vector<RenderedFile> files = {
      {"docker-compose.yml", compose_file(catalogue)},
      {"docker-compose.secrets.yml", compose_secrets_file(catalogue)},
      {"k8s/00-namespace-secrets.yaml", namespace_manifest(catalogue)},
      {"k8s/create-configmaps.sh", preparation_script(catalogue), true},
  };
  files.push_back({std::string(kSchemaMarkScript), schema_mark_script(), true});
  if (!std::ranges::all_of(catalogue.services, &config::Service::is_mysql))
    files.push_back({std::string(kServiceUserScript), service_user_script(), true});
  for (std::size_t i = 0; i < catalogue.services.size(); ++i)
    files.push_back(
        {manifest_path(catalogue.services[i], i + 1), database_manifest(catalogue, catalogue.services[i])});
  for (auto& [path, text] : kustomizations(catalogue)) files.push_back({path, std::move(text)});
  for (const auto& [name, language] : kDocuments) {
    std::error_code ignored;
    if (!fs::exists(catalogue.path(name), ignored)) continue;
    TM_ASSIGN(const std::string document, read_file(catalogue.path(name)));
    TM_ASSIGN(std::string text, with_services_table(document, services_table(catalogue, language), name));
    files.push_back({name, std::move(text)});
  }
  std::ranges::sort(files, {}, &RenderedFile::path);
  return files;
}

Result<std::vector<Change>> compare_with_disk(const config::Catalogue& catalogue,
                                              const std::vector<RenderedFile>& files) {
  TM_ASSIGN(std::vector<Change> changes, stale_manifests(catalogue, files));
  for (const auto& file : files) {
    const fs::path path = catalogue.path(file.path);
    std::error_code ignored;
    if (!fs::exists(path, ignored)) {
      changes.push_back({file.path, Difference::missing});
      continue;
    }
    TM_ASSIGN(const std::string text, read_file(path));
    if (text != file.text)
      changes.push_back({file.path, Difference::changed});
    else if (file.executable && !is_executable(path))
      changes.push_back({file.path, Difference::mode});
  }
  std::ranges::sort(changes, {}, &Change::path);
  return changes;
}

Status apply_changes(const config::Catalogue& catalogue, const std::vector<RenderedFile>& files,
                     const std::vector<Change>& changes) {
  for (const auto& change : changes) {
    const fs::path path = catalogue.path(change.path);
    if (change.difference == Difference::stale) {
      std::error_code error;
      if (fs::remove(path, error); error)
        return fail(ErrorKind::fatal, fmt::format("{}: cannot remove: {}", path.string(), error.message()));
      continue;
    }
    const auto file = std::ranges::find(files, change.path, &RenderedFile::path);
    TM_TRY(write_file(path, file->text, file->executable ? 0755 : 0644));
  }
  return {};
}

}  // namespace techmarket::render
