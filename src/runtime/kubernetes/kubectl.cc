#include "runtime/kubernetes/kubectl.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/interrupt.h"
#include "base/text.h"

namespace techmarket::runtime::kubernetes {
namespace {

/// Безіменний файл у пам'яті, який нащадок бачить через наш дескриптор.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("techmarket", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  bool write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::write(descriptor_, text.data(), text.size());
      if (sent < 0 && errno != EINTR) return false;
      if (sent > 0) text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return descriptor_ >= 0;
  }
  std::string path() const { return fmt::format("/proc/{}/fd/{}", ::getpid(), descriptor_); }
  std::string text() const {
    struct stat about {};
    if (::fstat(descriptor_, &about) != 0) return {};
    std::string all(static_cast<std::size_t>(about.st_size), '\0');
    const ssize_t got = ::pread(descriptor_, all.data(), all.size(), 0);
    all.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return all;
  }

 private:
  const int descriptor_;
};

std::string tail(std::string_view text) {
  constexpr std::size_t kTail = 2000;
  text = trim(text);
  if (text.size() > kTail) text.remove_prefix(text.size() - kTail);
  return std::string(text);
}

}  // namespace

Result<Completed> run_interruptibly(const Command& command) {
  constexpr auto kGlance = std::chrono::milliseconds(10);
  MemoryFile input, output;
  Command started = command;
  if (!command.input.empty()) {
    if (!input.write(command.input))
      return fail(ErrorKind::fatal,
                  fmt::format("cannot keep the input of {}: {}", command.argv[0], std::strerror(errno)));
    std::ranges::replace(started.argv, std::string("-"), input.path());
    started.input.clear();
  }
  started.output_file = output.path();
  TM_ASSIGN(Child child, Child::start(started));
  for (;; std::this_thread::sleep_for(kGlance)) {
    if (const auto code = child.exit_code())
      return Completed{.exit_code = *code, .output = output.text(), .errors = child.errors()};
    TM_TRY(check_interrupted());
  }
}

Result<Completed> run_interruptibly_checked(const Command& command) {
  TM_ASSIGN(Completed done, run_interruptibly(command));
  if (done.exit_code == 0) return done;
  return fail(ErrorKind::fatal,
              fmt::format("{} ended with code {}: {}", fmt::join(command.argv, " "), done.exit_code,
                          tail(done.errors.empty() ? done.output : done.errors)));
}

Command Kubectl::command(std::vector<std::string> arguments, std::string input) const {
  arguments.insert(arguments.begin(), {"kubectl", "--namespace", project_});
  return {.argv = std::move(arguments), .input = std::move(input)};
}

Result<Completed> Kubectl::run(std::vector<std::string> arguments) const {
  return run_interruptibly(command(std::move(arguments)));
}

Result<Completed> Kubectl::run_checked(std::vector<std::string> arguments, std::string input) const {
  return run_interruptibly_checked(command(std::move(arguments), std::move(input)));
}

Result<nlohmann::json> Kubectl::get(std::vector<std::string> what) const {
  what.insert(what.begin(), "get");
  what.insert(what.end(), {"--ignore-not-found", "--output=json", "--request-timeout=10s"});
  TM_ASSIGN(const Completed done, run(std::move(what)));
  if (done.exit_code != 0)
    return fail(ErrorKind::retryable, fmt::format("the cluster does not answer: {}", tail(done.errors)),
                "see `kubectl cluster-info`, then run the same command again");
  auto json = nlohmann::json::parse(done.output, nullptr, false);
  return json.is_discarded() ? nlohmann::json() : std::move(json);
}

}  // namespace techmarket::runtime::kubernetes
