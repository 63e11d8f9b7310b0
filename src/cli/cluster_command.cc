#include "cli/cluster_command.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/log.h"
#include "base/text.h"
#include "runtime/kubernetes/job.h"
#include "runtime/state.h"

namespace techmarket::cli {
namespace {

/// Рід відмови з кодом завершення програми; її слова вже показано, тож своїх не додаємо.
Status status_of(int code) {
  if (code == 0) return {};
  for (const auto kind : {ErrorKind::check_failed, ErrorKind::usage, ErrorKind::bad_input,
                          ErrorKind::retryable, ErrorKind::configuration, ErrorKind::interrupted})
    if (exit_code(kind) == code) return fail(kind, "");
  return fail(ErrorKind::fatal, "");
}

/// Командний рядок без імені програми: завдання виконає саме його.
std::vector<std::string> own_arguments() {
  // Файл /proc не має розміру, тож читається потоком.
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  const std::string line{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::string> words;
  for (const auto word : split(line, '\0')) words.emplace_back(word);
  if (!words.empty()) words.pop_back();  // кожне слово закінчується нулем, останнє теж
  if (!words.empty()) words.erase(words.begin());
  return words;
}

}  // namespace

std::shared_ptr<std::string> add_place_option(CLI::App& command) {
  auto place = std::make_shared<std::string>("auto");
  command
      .add_option(
          "--runtime", *place,
          "Where the databases are: auto (where `up` started them), local, docker, or k8s (runs as a Job)")
      ->type_name("NAME")
      ->capture_default_str();
  return place;
}

Result<bool> runs_in_cluster(const std::string& place) {
  if (place == "k8s") return true;
  if (place == "local" || place == "docker") return false;
  if (place != "auto")
    return fail(ErrorKind::usage, fmt::format("unknown runtime '{}'", place),
                "choose one of: auto, local, docker, k8s");
  TM_ASSIGN(const auto instance, runtime::read_instance());
  return instance && instance->runtime == "k8s";
}

std::vector<std::string> portable_arguments(const std::vector<std::string>& arguments) {
  constexpr std::array<std::string_view, 3> kOwn = {"--runtime", "--config", "--port-offset"};
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (std::ranges::find(kOwn, word) != kOwn.end()) {
      ++i;  // разом зі значенням
      continue;
    }
    if (std::ranges::find(kOwn, word.substr(0, word.find('='))) == kOwn.end()) kept.push_back(arguments[i]);
  }
  return kept;
}

Status run_in_cluster(Context& context, const std::string& name, std::optional<runtime::Work> work,
                      std::vector<std::string> arguments, const std::filesystem::path& output) {
  TM_ASSIGN(const auto* catalogue, context.catalogue());
  std::optional<runtime::Activity> activity;
  if (work) {
    TM_ASSIGN(activity, runtime::Activity::begin(*work));
  }
  if (arguments.empty()) arguments = portable_arguments(own_arguments());
  if (!context.globals.quiet)
    spdlog::info("running in Kubernetes: {} {}", runtime::kubernetes::program_image(),
                 fmt::join(arguments, " "));
  TM_ASSIGN(const int code,
            runtime::kubernetes::run_job(
                *catalogue, {.name = name, .arguments = std::move(arguments), .output = output}));
  return status_of(code);
}

}  // namespace techmarket::cli
