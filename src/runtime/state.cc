#include "runtime/state.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/io_error.h"
#include "base/text.h"

namespace techmarket::runtime {
namespace {

namespace fs = std::filesystem;

// Змінюється, коли старіша програма не зможе прочитати теку правильно.
constexpr int kFormat = 1;

// flock не вміє чекати обмежений час, тож питаємо знову.
constexpr auto kPoll = std::chrono::milliseconds(50);

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

fs::path home_folder() {
  if (const std::string home = environment("HOME"); !home.empty()) return home;
  const passwd* user = ::getpwuid(::geteuid());
  return user ? user->pw_dir : "/tmp";
}

fs::path default_root() {
  if (const std::string chosen = environment("TECHMARKET_STATE_DIR"); !chosen.empty()) {
    const fs::path path = fs::absolute(chosen).lexically_normal();
    return path.has_filename() ? path : path.parent_path();
  }
  if (::geteuid() == 0) return "/var/lib/techmarket";
  if (const std::string state = environment("XDG_STATE_HOME"); !state.empty())
    return fs::path(state) / "techmarket";
  return home_folder() / ".local/state/techmarket";
}

std::unexpected<Error> damaged(const StateLayout& state, std::string_view why) {
  return fail(ErrorKind::configuration, fmt::format("{}: {}", state.instance().string(), why),
              "set TECHMARKET_STATE_DIR to another folder, or remove this one if nothing in it is needed");
}

/// Чужу теку не чіпаємо: у ній може бути що завгодно, а clean вилучає все.
Status check_ours(const StateLayout& state) {
  std::error_code error;
  if (!fs::exists(state.root(), error) || fs::exists(state.instance(), error)) return {};
  for (const auto& entry : fs::directory_iterator(state.root(), error)) {
    if (entry.path() == state.lock()) continue;
    return fail(ErrorKind::configuration,
                fmt::format("{} is not empty and has no techmarket marker: it holds '{}'",
                            state.root().string(), entry.path().filename().string()),
                "set TECHMARKET_STATE_DIR to an empty folder or to one that does not exist yet");
  }
  if (error)
    return fail(ErrorKind::configuration, fmt::format("{}: {}", state.root().string(), error.message()),
                "set TECHMARKET_STATE_DIR to a folder you may write to");
  return {};
}

Status create_root(const StateLayout& state) {
  std::error_code error;
  fs::create_directories(state.root(), error);
  if (error)
    return io_error(error, ErrorKind::configuration, fmt::format("{}: cannot create", state.root().string()),
                    "set TECHMARKET_STATE_DIR to a folder you may write to");
  return check_ours(state);
}

/// Поки ми чекали, clean міг вилучити файл: тоді замок узято на те, чого вже немає.
bool is_current(int descriptor, const fs::path& path) {
  struct stat ours {
  }, current{};
  return ::fstat(descriptor, &ours) == 0 && ::stat(path.c_str(), &current) == 0 &&
         ours.st_ino == current.st_ino;
}

Status sign(int descriptor, const StateLayout& state, const std::string& purpose) {
  const std::string text = fmt::format("techmarket {} (pid {})\n", purpose, ::getpid());
  if (::ftruncate(descriptor, 0) == 0 && ::pwrite(descriptor, text.data(), text.size(), 0) >= 0) return {};
  return io_error(errno, ErrorKind::fatal, fmt::format("{}: cannot write", state.lock().string()));
}

std::string holder_of(int descriptor) {
  char text[128] = {};
  return ::pread(descriptor, text, sizeof text - 1, 0) > 0 ? std::string(trim(text)) : "holder unknown";
}

}  // namespace

fs::path StateLayout::scratch(const std::string& what) const {
  return scratch() / fmt::format("{}-{}", ::getpid(), what);
}

StateLayout default_state() {
  return StateLayout(default_root());
}

Result<std::optional<Instance>> read_instance(const StateLayout& state) {
  std::error_code error;
  if (!fs::exists(state.instance(), error)) return std::nullopt;
  TM_ASSIGN(const std::string text, read_file(state.instance()));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("format") || !json["format"].is_number_integer())
    return damaged(state, "not a techmarket marker");
  if (json["format"] != kFormat) return damaged(state, "written by another version of techmarket");
  if (!json.contains("port_offset") || !json["port_offset"].is_number_integer() ||
      !json.value("runtime", nlohmann::json()).is_string() ||
      !json.value("desired", nlohmann::json()).is_string())
    return damaged(state, "the marker is damaged");
  return Instance{.port_offset = json["port_offset"],
                  .runtime = json["runtime"],
                  .desired = json["desired"] == "up" ? Desired::up : Desired::down};
}

Result<std::optional<Instance>> read_instance() {
  return read_instance(default_state());
}

Status write_instance(const StateLayout& state, const Instance& instance) {
  TM_TRY(create_root(state));
  const nlohmann::json json = {{"format", kFormat},
                               {"port_offset", instance.port_offset},
                               {"runtime", instance.runtime},
                               {"desired", instance.desired == Desired::up ? "up" : "down"}};
  return write_file(state.instance(), json.dump(2) + "\n");
}

Status forget_instance(const StateLayout& state) {
  std::error_code error;
  if (fs::exists(state.services(), error))
    return write_instance(state, {.port_offset = 0, .runtime = "local", .desired = Desired::down});
  fs::remove(state.lock(), error);
  fs::remove(state.instance(), error);
  if (error)
    return fail(ErrorKind::fatal,
                fmt::format("{}: cannot remove: {}", state.instance().string(), error.message()));
  fs::remove(state.root(), error);  // непорожня тека має чужі файли: хай лишається
  return {};
}

Result<StateLock> StateLock::acquire(const StateLayout& state, const std::string& purpose,
                                     std::chrono::seconds patience) {
  TM_TRY(create_root(state));
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    StateLock lock(::open(state.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (lock.descriptor_ < 0)
      return io_error(errno, ErrorKind::configuration, state.lock().string(),
                      "set TECHMARKET_STATE_DIR to a folder you may write to");
    const bool taken = ::flock(lock.descriptor_, LOCK_EX | LOCK_NB) == 0;
    if (taken && is_current(lock.descriptor_, state.lock())) {
      TM_TRY(sign(lock.descriptor_, state, purpose));
      return lock;
    }
    if (taken) continue;
    if (std::chrono::steady_clock::now() >= deadline)
      return fail(ErrorKind::retryable,
                  fmt::format("another command is working in {}: {}", state.root().string(),
                              holder_of(lock.descriptor_)),
                  "wait until it ends, then run the same command again");
    TM_TRY(check_interrupted());
    std::this_thread::sleep_for(kPoll);
  }
}

StateLock::StateLock(StateLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

StateLock::~StateLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace techmarket::runtime
