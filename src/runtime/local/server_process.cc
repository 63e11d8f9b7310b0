#include "runtime/local/server_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/interrupt.h"
#include "base/text.h"

namespace techmarket::runtime::local {
namespace {

/// Файл із /proc цілком; порожньо, якщо процес тим часом зник: ifstream у такому разі кидає виняток.
std::string read_proc(pid_t pid, const char* name) {
  std::string text;
  const int file = ::open(fmt::format("/proc/{}/{}", pid, name).c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return text;
  char buffer[4096];
  for (ssize_t got; (got = ::read(file, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(got));
  ::close(file);
  return text;
}

pid_t parent_of(pid_t pid) {
  const std::string line = read_proc(pid, "stat");
  // «pid (ім'я) стан батько …»; ім'я може містити дужки й пробіли, тому рахуємо від останньої дужки.
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return 0;
  const auto fields = split(trim(std::string_view(line).substr(name_end + 1)), ' ');
  pid_t parent = 0;
  if (fields.size() > 1) std::from_chars(fields[1].data(), fields[1].data() + fields[1].size(), parent);
  return parent;
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> pids;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), pid).ptr == name.data() + name.size())
      pids.push_back(pid);
  }
  return pids;
}

// Обгортки <sys/pidfd.h> у glibc 2.36 оголошено без extern "C", тож кличемо ядро самі.
int pidfd_open(pid_t pid) {
  return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
}
int pidfd_send_signal(int descriptor, int number) {
  return static_cast<int>(::syscall(SYS_pidfd_send_signal, descriptor, number, nullptr, 0));
}

template <class T>
bool contains(const std::vector<T>& values, const T& value) {
  return std::ranges::find(values, value) != values.end();
}

/// Хто виконує процес насправді: власник теки /proc/<pid> для цього не годиться, бо процес може її закрити.
std::optional<uid_t> effective_uid(pid_t pid) {
  const std::string status = read_proc(pid, "status");
  constexpr std::string_view kField = "\nUid:\t";  // справжній, дієвий, збережений, файлової системи
  const auto at = status.find(kField);
  if (at == std::string::npos) return std::nullopt;
  const auto fields = split(std::string_view(status).substr(at + kField.size()), '\t');
  uid_t uid = 0;
  if (fields.size() < 2 ||
      std::from_chars(fields[1].data(), fields[1].data() + fields[1].size(), uid).ec != std::errc())
    return std::nullopt;
  return uid;
}

/// Ім'я виконуваного файла. Після оновлення пакета ядро додає до шляху « (deleted)». У контейнері без
/// CAP_SYS_PTRACE навіть root не бачить його в процесів іншого користувача; тоді лишається назване самим
/// процесом, а від чужих захищає перевірка власника.
std::string program_name(pid_t pid, const std::vector<std::string>& argv) {
  std::error_code error;
  std::string path = std::filesystem::read_symlink(fmt::format("/proc/{}/exe", pid), error);
  if (error) path = argv.front();
  constexpr std::string_view kDeleted = " (deleted)";
  if (path.ends_with(kDeleted)) path.resize(path.size() - kDeleted.size());
  return std::filesystem::path(path).filename();
}

/// «php» і «php8.2» — та сама програма, «phpstorm» — інша.
bool is_program(std::string_view name, const std::string& program) {
  return name.starts_with(program) &&
         name.find_first_not_of("0123456789.", program.size()) == std::string_view::npos;
}

}  // namespace

bool ProcessSignature::matches(pid_t pid) const {
  const auto argv = command_line(pid);
  if (argv.empty() || std::find(argv.begin() + 1, argv.end(), argument) == argv.end()) return false;
  const auto uid = effective_uid(pid);
  if (!uid || !contains(owners, *uid)) return false;
  const std::string name = program_name(pid, argv);
  return std::ranges::any_of(programs, [&](const auto& program) { return is_program(name, program); });
}

std::vector<std::string> command_line(pid_t pid) {
  const std::string text = read_proc(pid, "cmdline");
  std::vector<std::string> arguments;
  for (const auto part : split(text, '\0')) arguments.emplace_back(part);
  if (!arguments.empty() && arguments.back().empty()) arguments.pop_back();
  return arguments;
}

std::string describe_process(pid_t pid) {
  constexpr int kShown = 80;
  const std::string text = fmt::format("{}", fmt::join(command_line(pid), " "));
  return std::ssize(text) > kShown ? fmt::format("{:.{}}…", text, kShown) : text;
}

std::optional<ServerProcess> ServerProcess::find(const ProcessSignature& signature) {
  std::vector<pid_t> found;
  for (const pid_t pid : all_processes())
    if (signature.matches(pid)) found.push_back(pid);
  // PostgreSQL породжує процеси, які мить після fork мають ті самі аргументи: потрібен їхній батько.
  for (const pid_t pid : found)
    if (!contains(found, parent_of(pid)))
      if (auto process = open(pid, signature)) return process;
  return std::nullopt;
}

std::optional<ServerProcess> ServerProcess::open(pid_t pid, const ProcessSignature& signature) {
  const int descriptor = pidfd_open(pid);
  if (descriptor < 0) return std::nullopt;
  ServerProcess process(pid, descriptor);
  if (!signature.matches(pid)) return std::nullopt;
  return process;
}

Result<ServerProcess> ServerProcess::child(pid_t pid) {
  const int descriptor = pidfd_open(pid);
  if (descriptor < 0)
    return fail(ErrorKind::fatal, fmt::format("cannot watch process {}: {}", pid, std::strerror(errno)));
  return ServerProcess(pid, descriptor);
}

ServerProcess::ServerProcess(ServerProcess&& other) noexcept
    : pid_(other.pid_), descriptor_(std::exchange(other.descriptor_, -1)) {}

ServerProcess::~ServerProcess() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool ServerProcess::has_argument(const std::string& argument) const {
  return contains(command_line(pid_), argument);
}

bool ServerProcess::wait_for_exit(std::chrono::milliseconds timeout) const {
  // Сигнал може дістатися іншому потокові, тож чекаємо частинами; EINTR — не кінець процесу й не кінець часу.
  constexpr auto kSlice = std::chrono::milliseconds(100);
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd polled{descriptor_, POLLIN, 0};
    const auto slice = std::clamp(left, std::chrono::milliseconds(0), kSlice);
    if (::poll(&polled, 1, static_cast<int>(slice.count())) > 0) break;
    if (interrupted() || std::chrono::steady_clock::now() >= deadline) return false;
  }
  ::waitpid(pid_, nullptr, WNOHANG);  // якщо це наш нащадок, не лишаємо його zombie
  return true;
}

Status ServerProcess::signal(int number) const {
  if (pidfd_send_signal(descriptor_, number) == 0 || errno == ESRCH) return {};
  return fail(
      ErrorKind::fatal,
      fmt::format("cannot stop process {} ({}): {}", pid_, describe_process(pid_), std::strerror(errno)),
      errno == EPERM ? "run the command as the user who started the services" : "");
}

}  // namespace techmarket::runtime::local
