#include "base/process.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/io_error.h"
#include "base/text.h"

namespace techmarket {
namespace {

/// Дескриптор файлу, що закривається сам.
class Descriptor {
 public:
  explicit Descriptor(int value = -1) : value_(value) {}
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    close();
    value_ = std::exchange(other.value_, -1);
    return *this;
  }
  ~Descriptor() { close(); }
  int get() const { return value_; }
  int release() { return std::exchange(value_, -1); }
  void close() {
    if (value_ >= 0) ::close(value_);
    value_ = -1;
  }

 private:
  int value_;
};

struct Pipe {
  Descriptor read, write;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return fail(ErrorKind::fatal, fmt::format("pipe: {}", std::strerror(errno)));
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

std::vector<char*> c_strings(const std::vector<std::string>& argv) {
  std::vector<char*> pointers;
  pointers.reserve(argv.size() + 1);
  for (const auto& argument : argv) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

/// У нащадку після fork: повідомити батькові errno і вийти. Дозволено лише async-signal-safe виклики.
[[noreturn]] void report_and_exit(int channel) {
  const int code = errno;
  [[maybe_unused]] const ssize_t ignored = ::write(channel, &code, sizeof code);
  ::_exit(127);
}

/// У нащадку: стати іншим користувачем разом із групами.
bool become(const std::optional<Identity>& user) {
  if (!user) return true;
  const auto [uid, gid] = *user;
  return ::setgroups(1, &gid) == 0 && ::setgid(gid) == 0 && ::setuid(uid) == 0;
}

void add_environment(const std::vector<std::pair<std::string, std::string>>& variables) {
  for (const auto& [name, value] : variables) ::setenv(name.c_str(), value.c_str(), 1);
}

/// Середовище для процесу, якому не належить знати нашого: лише те, без чого програми не працюють.
std::vector<std::string> bare_environment() {
  const char* path = std::getenv("PATH");
  return {fmt::format("PATH={}", path ? path : "/usr/local/bin:/usr/bin:/bin"), "LANG=C.UTF-8", "HOME=/"};
}

Status wait_for_exec(Pipe& channel, pid_t child, const std::string& program) {
  channel.write.close();
  int code = 0;
  ssize_t got = 0;
  do got = ::read(channel.read.get(), &code, sizeof code);
  while (got < 0 && errno == EINTR);
  if (got != sizeof code) return {};
  ::waitpid(child, nullptr, 0);
  return fail(ErrorKind::configuration, fmt::format("cannot start {}: {}", program, std::strerror(code)),
              code == ENOENT ? "install the package that provides it, or run `make setup`" : "");
}

Result<Descriptor> create_output(const std::filesystem::path& path) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (file.get() >= 0) return file;
  return io_error(errno, ErrorKind::fatal, fmt::format("{}: cannot write", path.string()));
}

/// Код завершення, яким його назвала б оболонка.
int shell_code(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int wait_for_end(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return shell_code(status);
}

/// Одночасно годує stdin і читає stdout та stderr, щоб жоден канал не заповнився і не зупинив процес.
void pump(std::string_view input, Descriptor& in, Descriptor& out, std::string& output, Descriptor& err,
          std::string& errors) {
  const auto drain = [](Descriptor& from, std::string& to) {
    char buffer[65536];
    const ssize_t got = ::read(from.get(), buffer, sizeof buffer);
    if (got > 0)
      to.append(buffer, static_cast<std::size_t>(got));
    else if (got == 0 || errno != EINTR)
      from.close();
  };
  if (input.empty()) in.close();
  while (in.get() >= 0 || out.get() >= 0 || err.get() >= 0) {
    std::array<pollfd, 3> polled{{{in.get(), POLLOUT, 0}, {out.get(), POLLIN, 0}, {err.get(), POLLIN, 0}}};
    if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR) return;
    if (polled[0].revents != 0) {
      const ssize_t sent = ::write(in.get(), input.data(), std::min<std::size_t>(input.size(), 65536));
      if (sent > 0) input.remove_prefix(static_cast<std::size_t>(sent));
      if ((sent < 0 && errno != EINTR) || input.empty()) in.close();
    }
    if (polled[1].revents != 0) drain(out, output);
    if (polled[2].revents != 0) drain(err, errors);
  }
}

}  // namespace

Result<Completed> run(const Command& command) {
  TM_ASSIGN(Pipe exec_channel, make_pipe());
  TM_ASSIGN(Pipe input, make_pipe());
  TM_ASSIGN(Pipe output, make_pipe());
  TM_ASSIGN(Pipe errors, make_pipe());
  Descriptor file;
  if (!command.output_file.empty()) {
    TM_ASSIGN(file, create_output(command.output_file));
  }
  const auto argv = c_strings(command.argv);
  const auto bare = bare_environment();
  auto bare_pointers = c_strings(bare);

  const pid_t child = ::fork();
  if (child < 0) return fail(ErrorKind::fatal, fmt::format("fork: {}", std::strerror(errno)));
  if (child == 0) {
    ::dup2(input.read.get(), 0);
    if (!command.inherit_output) {
      ::dup2(output.write.get(), 1);
      ::dup2(errors.write.get(), 2);
    }
    if (file.get() >= 0) ::dup2(file.get(), 1);
    if (!become(command.user)) report_and_exit(exec_channel.write.get());
    if (command.user) ::environ = bare_pointers.data();
    add_environment(command.environment);
    if (!command.directory.empty() && ::chdir(command.directory.c_str()) != 0)
      report_and_exit(exec_channel.write.get());
    ::execvp(argv[0], argv.data());
    report_and_exit(exec_channel.write.get());
  }
  input.read.close();
  output.write.close();
  errors.write.close();
  TM_TRY(wait_for_exec(exec_channel, child, command.argv[0]));

  // Процес може вийти, не дочитавши ввід: тоді write має повернути EPIPE, а не вбити нас.
  struct sigaction ignore {
  }, previous{};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &previous);
  Completed completed;
  pump(command.input, input.write, output.read, completed.output, errors.read, completed.errors);
  ::sigaction(SIGPIPE, &previous, nullptr);

  completed.exit_code = wait_for_end(child);
  return completed;
}

Result<Completed> run_checked(const Command& command) {
  TM_ASSIGN(Completed completed, run(command));
  if (completed.exit_code == 0) return completed;
  constexpr std::size_t kTail = 2000;
  std::string_view tail = trim(completed.errors.empty() ? completed.output : completed.errors);
  if (tail.size() > kTail) tail.remove_prefix(tail.size() - kTail);
  const bool full = says_disk_full(tail);
  return fail(
      full ? ErrorKind::retryable : ErrorKind::fatal,
      fmt::format("{} ended with code {}: {}", fmt::join(command.argv, " "), completed.exit_code, tail),
      full ? std::string(kFreeSpaceHint) : "");
}

namespace {

/// Ввід, який не треба дописувати, доки програма працює: файл у пам'яті, а порожній — /dev/null.
Result<Descriptor> input_file(std::string_view text) {
  Descriptor file(text.empty() ? ::open("/dev/null", O_RDONLY | O_CLOEXEC)
                               : ::memfd_create("stdin", MFD_CLOEXEC));
  for (std::string_view rest = text; file.get() >= 0 && !rest.empty();) {
    const ssize_t written = ::write(file.get(), rest.data(), rest.size());
    if (written <= 0) return fail(ErrorKind::fatal, fmt::format("stdin: {}", std::strerror(errno)));
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (file.get() < 0 || (!text.empty() && ::lseek(file.get(), 0, SEEK_SET) != 0))
    return fail(ErrorKind::fatal, fmt::format("stdin: {}", std::strerror(errno)));
  return file;
}

}  // namespace

Result<Child> Child::start(const Command& command) {
  TM_ASSIGN(Pipe exec_channel, make_pipe());
  TM_ASSIGN(const Descriptor output, create_output(command.output_file));
  Descriptor errors(::memfd_create("stderr", MFD_CLOEXEC));
  if (errors.get() < 0) return fail(ErrorKind::fatal, fmt::format("memfd_create: {}", std::strerror(errno)));
  TM_ASSIGN(const Descriptor input, input_file(command.input));
  const auto argv = c_strings(command.argv);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) return fail(ErrorKind::fatal, fmt::format("fork: {}", std::strerror(errno)));
  if (child == 0) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);
    ::dup2(input.get(), 0);
    ::dup2(output.get(), 1);
    ::dup2(errors.get(), 2);
    add_environment(command.environment);
    ::execvp(argv[0], argv.data());
    report_and_exit(exec_channel.write.get());
  }
  TM_TRY(wait_for_exec(exec_channel, child, command.argv[0]));
  return Child(child, errors.release());
}

Child::Child(Child&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      errors_(std::exchange(other.errors_, -1)),
      exit_code_(other.exit_code_) {}

Child::~Child() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    (void)wait_for_end(process_);
  }
  if (errors_ >= 0) ::close(errors_);
}

std::optional<int> Child::exit_code() {
  int status = 0;
  if (process_ > 0 && ::waitpid(process_, &status, WNOHANG) == process_) {
    process_ = -1;
    exit_code_ = shell_code(status);
  }
  return exit_code_;
}

std::string Child::errors() const {
  constexpr std::size_t kEnough = 64 * 1024;
  std::string text(kEnough, '\0');
  const ssize_t got = ::pread(errors_, text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

Result<pid_t> start_daemon(const Daemon& daemon) {
  TM_ASSIGN(Pipe exec_channel, make_pipe());
  const auto argv = c_strings(daemon.argv);
  const auto bare = bare_environment();
  auto bare_pointers = c_strings(bare);
  const Descriptor log(::open(daemon.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (log.get() < 0)
    return io_error(errno, ErrorKind::fatal, fmt::format("{}: cannot write", daemon.log.string()));

  const pid_t child = ::fork();
  if (child < 0) return fail(ErrorKind::fatal, fmt::format("fork: {}", std::strerror(errno)));
  if (child == 0) {
    ::setsid();
    const int null = ::open("/dev/null", O_RDONLY);
    ::dup2(null, 0);
    ::dup2(log.get(), 1);
    ::dup2(log.get(), 2);
    const int channel = exec_channel.write.get();
    if (!become(daemon.user)) report_and_exit(channel);
    if (!daemon.directory.empty() && ::chdir(daemon.directory.c_str()) != 0) report_and_exit(channel);
    ::environ = bare_pointers.data();
    add_environment(daemon.environment);
    ::execvp(argv[0], argv.data());
    report_and_exit(channel);
  }
  TM_TRY(wait_for_exec(exec_channel, child, daemon.argv[0]));
  return child;
}

std::optional<std::filesystem::path> find_program(const std::string& name) {
  if (name.contains('/'))
    return ::access(name.c_str(), X_OK) == 0 ? std::optional<std::filesystem::path>(name) : std::nullopt;
  const char* path = std::getenv("PATH");
  const std::string folders =
      std::string(path ? path : "") + ":/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin";
  for (const auto folder : split(folders, ':')) {
    if (folder.empty()) continue;
    const auto candidate = std::filesystem::path(folder) / name;
    if (::access(candidate.c_str(), X_OK) == 0 && !std::filesystem::is_directory(candidate)) return candidate;
  }
  return std::nullopt;
}

}  // namespace techmarket
