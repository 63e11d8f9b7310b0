// Машина: чи вистачає диска, пам'яті й дозволів і чи є програми серверів.

#include <sys/resource.h>
#include <unistd.h>

#include <charconv>

#include <fmt/format.h>

#include "base/file.h"
#include "base/free_space.h"
#include "base/process.h"
#include "base/text.h"
#include "ops/doctor/doctor.h"
#include "runtime/local/programs.h"

namespace techmarket::ops {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
// П'ять порожніх серверів займають близько 0,7 ГіБ, типовий світ — ще 0,1.
constexpr std::uint64_t kLittleDisk = 1024 * kMiB, kNoDisk = 200 * kMiB;
constexpr std::uint64_t kLittleMemory = 1024 * kMiB;
// Стільки файлів відкриває MariaDB з типовими налаштуваннями; за меншої межі вона сама зменшує свої кеші.
constexpr rlim_t kFewFiles = 1024;

void examine_disk(const Patient& patient, Examination& out) {
  const auto folder = patient.state.root();
  const auto free = available_space(folder);
  if (!free) return;
  const std::string text = fmt::format("{} are free", bytes_text(*free));
  const std::string remedy =
      "free disk space, or set TECHMARKET_STATE_DIR to a folder on a larger disk before the first "
      "`techmarket up`";
  if (*free < kNoDisk)
    out.problem("machine", folder.string(), text, remedy);
  else if (*free < kLittleDisk)
    out.warn("machine", folder.string(), text, remedy);
  else
    out.fine("machine", folder.string(), text);
}

/// Скільки пам'яті можна взяти, не витісняючи інших (proc(5), MemAvailable).
std::optional<std::uint64_t> available_memory() {
  const auto text = read_file("/proc/meminfo");
  if (!text) return std::nullopt;
  for (const auto line : split(*text, '\n')) {
    if (!line.starts_with("MemAvailable:")) continue;
    const auto digits = trim(line.substr(line.find(':') + 1));
    std::uint64_t kilobytes = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), kilobytes);
    return kilobytes * 1024;
  }
  return std::nullopt;
}

void examine_memory(Examination& out) {
  const auto memory = available_memory();
  if (!memory) return;
  const std::string text = fmt::format("{} of memory are available", bytes_text(*memory));
  if (*memory < kLittleMemory)
    out.warn("machine", "memory", text, "stop what you do not need: the five servers take about 1 GiB");
  else
    out.fine("machine", "memory", text);
}

void examine_limits(Examination& out) {
  rlimit files{}, size{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < kFewFiles)
    out.warn("machine", "ulimit -n", fmt::format("a process may open only {} files", files.rlim_cur),
             fmt::format("raise it: ulimit -n {}", kFewFiles));
  if (::getrlimit(RLIMIT_FSIZE, &size) == 0 && size.rlim_cur != RLIM_INFINITY)
    out.warn("machine", "ulimit -f", fmt::format("a file may not grow over {}", bytes_text(size.rlim_cur)),
             "lift it before `techmarket up`: ulimit -f unlimited");
}

void examine_programs(const Patient& patient, Examination& out) {
  std::vector<std::string> missing;
  const auto look = [&](std::string_view name, bool found) {
    if (found)
      out.fine("programs", name, "found");
    else
      missing.emplace_back(name);
  };
  look("MariaDB or MySQL server", runtime::local::find_mysql(patient.catalogue.mysql_server).has_value());
  look("PostgreSQL server", runtime::local::find_postgres().has_value());
  look("Adminer", runtime::local::find_adminer().has_value());
  for (const auto& name : missing) {
    const auto remedy = fmt::format("install it: {}", runtime::local::kInstallCommand);
    if (patient.runs_in("local"))
      out.problem("programs", name, "missing, and the instance runs without Docker", remedy);
    else
      out.warn("programs", name, "missing: `--runtime local` needs it", remedy);
  }
  if (find_program("dot"))
    out.fine("programs", "dot", "found");
  else
    out.warn("programs", "dot", "missing: `schema erd` draws SVG with it", "apt-get install graphviz");
}

}  // namespace

void examine_machine(const Patient& patient, Examination& out) {
  examine_disk(patient, out);
  examine_memory(out);
  examine_limits(out);
  examine_programs(patient, out);
}

}  // namespace techmarket::ops
