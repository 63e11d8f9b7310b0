#include "runtime/local/stale_postmaster.h"

#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "base/file.h"
#include "base/interrupt.h"
#include "runtime/private_file.h"

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;

/// Чи працює хтось у теці: усі процеси PostgreSQL мають її робочою, а zombie робочої теки не має.
bool somebody_works_in(const fs::path& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const auto working = fs::read_symlink(entry.path() / "cwd", error);
    if (error || working != folder) continue;
    // Оболонка людини, яка зайшла в теку, серверові не заважає.
    if (read_file(entry.path() / "comm").value_or("") == "postgres\n") return true;
  }
  return false;
}

}  // namespace

Status clear_stale_postmaster(const fs::path& data, const ProcessSignature& signature) {
  const fs::path pid_file = data / "postmaster.pid";
  std::error_code error;
  if (!present(pid_file) || ServerProcess::find(signature)) return {};

  using namespace std::chrono_literals;
  constexpr auto kTimeout = 10s;
  const fs::path folder = fs::canonical(data, error);
  const auto deadline = std::chrono::steady_clock::now() + kTimeout;
  while (somebody_works_in(folder)) {
    if (std::chrono::steady_clock::now() > deadline)
      return fail(ErrorKind::retryable,
                  fmt::format("processes of a killed PostgreSQL server still work in {}", data.string()),
                  "run the same command again to go on waiting");
    TM_TRY(check_interrupted());
    std::this_thread::sleep_for(10ms);  // крок опитування
  }
  fs::remove(pid_file, error);
  if (error)
    return fail(ErrorKind::fatal, fmt::format("{}: cannot remove: {}", pid_file.string(), error.message()));
  return {};
}

}  // namespace techmarket::runtime::local
