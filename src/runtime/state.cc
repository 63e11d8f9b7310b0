#include "runtime/state.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/interrupt.h"
#include "base/io_error.h"
#include "base/log.h"
#include "base/text.h"
#include "runtime/private_file.h"
#include "runtime/state_root.h"

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

/// Довжина тексту позначки: стала, щоб на повному диску нову можна було записати поверх старої.
constexpr std::size_t kMarkerSize = 256;

std::string marker_text(const Instance& instance) {
  const nlohmann::json json = {{"format", kFormat},
                               {"port_offset", instance.port_offset},
                               {"runtime", instance.runtime},
                               {"desired", instance.desired == Desired::up ? "up" : "down"}};
  std::string text = json.dump(2);
  text.resize(kMarkerSize - 1, ' ');
  return text + "\n";
}

/// Позначка з одного файла. Порожньо, якщо файла немає або його зіпсовано (тоді why каже як).
Result<std::optional<Instance>> read_marker(const fs::path& path, std::string& why) {
  TM_ASSIGN(const auto text, read_own(path));
  if (!text) {
    why = "is lost";
    return std::nullopt;
  }
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (json.is_object() && json.contains("format") && json["format"].is_number_integer() &&
      json["format"] != kFormat)
    return fail(ErrorKind::configuration,
                fmt::format("{}: written by another version of techmarket", path.string()),
                "use that version, or set TECHMARKET_STATE_DIR to another folder");
  if (!json.is_object() || !json.contains("format") || !json.contains("port_offset") ||
      !json["port_offset"].is_number_integer() || !json.value("runtime", nlohmann::json()).is_string() ||
      !json.value("desired", nlohmann::json()).is_string()) {
    why = "is damaged";
    return std::nullopt;
  }
  return Instance{.port_offset = json["port_offset"],
                  .runtime = json["runtime"],
                  .desired = json["desired"] == "up" ? Desired::up : Desired::down};
}

/// Тека сервісу, яку створили ми: має нашу позначку або дані сервера. Лише за цим clean без позначки
/// екземпляра відрізняє її від чужої теки з таким самим іменем.
bool is_service_folder(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::is_directory(fs::symlink_status(folder, ignored))) return false;
  const StateLayout parent(folder.parent_path().parent_path());
  const std::string name = folder.filename();
  const fs::path data = parent.data(name);
  return present(parent.mark(name)) || present(parent.creating(name)) || present(data / "PG_VERSION") ||
         present(data / "ibdata1") || present(data / "mysql.ibd");
}

/// Чи доводить будова теки services, що вона наша: хоч одна тека сервісу і жодної сторонньої.
bool services_are_ours(const StateLayout& state) {
  std::error_code error;
  if (!fs::is_directory(fs::symlink_status(state.services(), error)) ||
      owner_of(state.services()) != ::geteuid())
    return false;
  bool any = false;
  for (const auto& entry : fs::directory_iterator(state.services(), error)) {
    if (entry.path() == state.instance_copy()) continue;
    if (!is_service_folder(entry.path())) return false;
    any = true;
  }
  return any && !error;
}

/// Те, що лишає сама програма, убита до першої позначки або після останньої.
bool is_remnant(const StateLayout& state, const fs::path& path) {
  return path == state.lock() || path == state.instance().string() + ".new";
}

/// Чужу теку не чіпаємо: у ній може бути що завгодно, а clean вилучає все.
Status check_ours(const StateLayout& state) {
  if (present(state.instance()) || services_are_ours(state)) return {};
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(state.root(), error)) {
    if (is_remnant(state, entry.path())) continue;
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
  TM_ASSIGN(const bool exists, check_state_root(state.root()));
  if (exists) TM_TRY(check_ours(state));
  return make_state_root(state.root());
}

/// Довжина стала і файл не скорочується: запис поверх не потребує місця на диску. Хто тримає замок, знати
/// корисно, але не обов'язково, тож невдача нічого не спиняє.
void sign(int descriptor, const std::string& purpose) {
  constexpr std::size_t kSize = 128;
  std::string text = fmt::format("techmarket {} (pid {})", purpose, ::getpid());
  text.resize(kSize - 1, ' ');
  text += '\n';
  [[maybe_unused]] const ssize_t ignored = ::pwrite(descriptor, text.data(), text.size(), 0);
}

std::string holder_of(int descriptor) {
  char text[256] = {};
  const bool known = ::pread(descriptor, text, sizeof text - 1, 0) > 0;
  const std::string_view line = std::string_view(text).substr(0, std::string_view(text).find('\n'));
  return known ? std::string(trim(line)) : "holder unknown";
}

}  // namespace

fs::path StateLayout::scratch(const std::string& what) const {
  return scratch() / fmt::format("{}-{}", ::getpid(), what);
}

StateLayout default_state() {
  return StateLayout(default_root());
}

Result<std::optional<Instance>> read_instance(const StateLayout& state) {
  TM_ASSIGN(const bool exists, check_state_root(state.root()));
  if (!exists) return std::nullopt;
  std::string damage, ignored;
  TM_ASSIGN(auto instance, read_marker(state.instance(), damage));
  if (instance) return instance;
  const bool local = services_are_ours(state);
  if (!local && !present(state.instance())) return std::nullopt;
  if (local) {
    TM_ASSIGN(instance, read_marker(state.instance_copy(), ignored));
  }
  const bool guessed = !instance;
  if (!instance) instance = Instance{.runtime = local ? "local" : ""};
  instance->damage = fmt::format("{} {}", state.instance().string(), damage);
  instance->guessed = guessed;
  return instance;
}

Result<std::optional<Instance>> read_instance() {
  return read_instance(default_state());
}

Status write_instance(const StateLayout& state, const Instance& instance) {
  TM_TRY(create_root(state));
  const std::string text = marker_text(instance);
  TM_TRY(write_own(state.instance(), text));  // перша: доки її немає, будь-що в теці здавалося б чужим
  if (instance.runtime != "local") return {};
  TM_TRY(make_own_folder(state.services()));
  return write_own(state.instance_copy(), text);
}

Status forget_instance(const StateLayout& state) {
  if (present(state.services()))
    return write_instance(state, {.port_offset = 0, .runtime = "local", .desired = Desired::down});
  TM_TRY(remove_root(state));
  return {};
}

Result<bool> remove_root(const StateLayout& state) {
  // Замок — останнім: хто на нього чекає, має застати теку вже порожньою, а не втратити щойно написану
  // позначку.
  for (const auto& file : {fs::path(state.instance().string() + ".new"), state.instance(), state.lock()}) {
    std::error_code error;
    fs::remove(file, error);
    if (error)
      return fail(ErrorKind::fatal, fmt::format("{}: cannot remove: {}", file.string(), error.message()));
  }
  return ::rmdir(state.root().c_str()) == 0 || errno == ENOENT;
}

Result<StateLock> StateLock::acquire(const StateLayout& state, const std::string& purpose,
                                     std::chrono::seconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (bool told = false;;) {
    TM_TRY(create_root(state));  // clean, на який ми чекали, міг її вилучити
    TM_ASSIGN(const int descriptor, open_own(state.lock(), O_RDWR | O_CREAT));
    StateLock lock(descriptor);
    if (::fchmod(descriptor, 0600) != 0)
      return io_error(errno, ErrorKind::configuration, state.lock().string(),
                      "set TECHMARKET_STATE_DIR to a folder you may write to");
    const bool taken = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    if (taken && still_names(state.lock(), descriptor)) {
      sign(descriptor, purpose);
      return lock;
    }
    if (taken) continue;
    if (std::chrono::steady_clock::now() >= deadline)
      return fail(
          ErrorKind::retryable,
          fmt::format("another command is working in {}: {}", state.root().string(), holder_of(descriptor)),
          "wait until it ends, then run the same command again");
    // Коротке очікування — лише на нащадка вбитої команди, який ще не виконав exec: про нього мовчимо.
    if (!std::exchange(told, true) && patience > std::chrono::seconds(1))
      spdlog::info("waiting for another command: {}", holder_of(descriptor));
    TM_TRY(check_interrupted());
    std::this_thread::sleep_for(kPoll);
  }
}

StateLock::StateLock(StateLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

StateLock::~StateLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace techmarket::runtime
