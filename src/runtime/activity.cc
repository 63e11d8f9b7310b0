#include "runtime/activity.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/io_error.h"
#include "runtime/private_file.h"

namespace techmarket::runtime {
namespace {

struct Known {
  Work work;
  std::string_view command;
};
constexpr std::array kWorks = {
    Known{Work::down, "techmarket down"},
    Known{Work::clean, "techmarket clean"},
    Known{Work::generate, "techmarket generate"},
    Known{Work::generate_share, "techmarket generate --shard"},
    Known{Work::simulate, "techmarket simulate"},
    Known{Work::etl, "techmarket etl run"},
    Known{Work::verify, "techmarket verify"},
    Known{Work::backup, "techmarket backup"},
    Known{Work::migrate, "techmarket schema migrate"},
    Known{Work::expect, "techmarket expect --check"},
    Known{Work::verify_deep, "techmarket verify --deep"},
};

/// Усе, що може йти водночас; решта пар — ні.
constexpr std::array<std::pair<Work, Work>, 16> kTogether = {{
    {Work::generate_share, Work::generate_share},
    {Work::simulate, Work::etl},     // ETL читає знімок
    {Work::simulate, Work::backup},  // транзакції чекають на огорожу
    {Work::etl, Work::backup},       // різниця не зачіпає знімка копії
    {Work::backup, Work::backup},
    {Work::verify, Work::verify},
    {Work::verify, Work::backup},
    {Work::expect, Work::verify},
    {Work::expect, Work::backup},
    {Work::expect, Work::expect},
    {Work::verify_deep, Work::simulate},  // знімки, і незчитане називає журнал
    {Work::verify_deep, Work::etl},
    {Work::verify_deep, Work::backup},
    {Work::verify_deep, Work::verify},
    {Work::verify_deep, Work::expect},
    {Work::verify_deep, Work::verify_deep},
}};

// Далі за текст, який пише у файл StateLock. Перший байт — ворота: під його замком оглядають решту, інакше
// двоє побачили б, що нікого немає.
constexpr off_t kGate = 4096;

struct flock at(off_t byte, short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = byte;
  lock.l_len = 1;
  return lock;
}

off_t byte_of(Work work) {
  return kGate + static_cast<off_t>(work);
}

std::unexpected<Error> file_error(const StateLayout& state) {
  return io_error(errno, ErrorKind::configuration, state.lock().string(),
                  "set TECHMARKET_STATE_DIR to a folder you may write to");
}

/// Чия робота заважає; порожньо — нічия.
Result<std::optional<Work>> conflicting(int descriptor, Work work, const StateLayout& state) {
  for (const Known& other : kWorks) {
    if (together(work, other.work)) continue;
    struct flock lock = at(byte_of(other.work), F_WRLCK);
    if (::fcntl(descriptor, F_OFD_GETLK, &lock) != 0) return file_error(state);
    if (lock.l_type != F_UNLCK) return other.work;
  }
  return std::nullopt;
}

std::unexpected<Error> refused(Work work, Work other) {
  return fail(ErrorKind::retryable,
              fmt::format("`{}` is working with these databases, and `{}` cannot run beside it",
                          command_of(other), command_of(work)),
              "wait until it ends, then run the same command again");
}

}  // namespace

std::string_view command_of(Work work) {
  for (const Known& known : kWorks)
    if (known.work == work) return known.command;
  std::unreachable();
}

bool together(Work one, Work other) {
  for (const auto& [first, second] : kTogether)
    if ((first == one && second == other) || (first == other && second == one)) return true;
  return false;
}

bool at_work(Work work, const StateLayout& state) {
  const int descriptor = ::open(state.lock().c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return false;
  struct flock lock = at(byte_of(work), F_WRLCK);
  const bool asked = ::fcntl(descriptor, F_OFD_GETLK, &lock) == 0;
  ::close(descriptor);
  return asked && lock.l_type != F_UNLCK;
}

Result<Activity> Activity::begin(Work work, const StateLayout& state, std::chrono::milliseconds patience) {
  constexpr auto kPoll = std::chrono::milliseconds(20);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;; std::this_thread::sleep_for(kPoll)) {
    TM_TRY(check_interrupted());
    TM_ASSIGN(const auto instance, read_instance(state));
    if (!instance) return Activity(-1);
    Activity activity(::open(state.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (activity.descriptor_ < 0) return file_error(state);
    struct flock gate = at(kGate, F_WRLCK), own = at(byte_of(work), F_RDLCK), open = at(kGate, F_UNLCK);
    // Ворота тримають мить, та їхнього власника могли й зупинити (SIGSTOP): без межі не чекаємо.
    if (::fcntl(activity.descriptor_, F_OFD_SETLK, &gate) != 0) {
      if (errno != EAGAIN && errno != EACCES) return file_error(state);
      if (std::chrono::steady_clock::now() < deadline) continue;
      return fail(ErrorKind::retryable, fmt::format("another command holds {}", state.lock().string()),
                  "wait until it ends, then run the same command again");
    }
    if (!still_names(state.lock(), activity.descriptor_)) continue;
    TM_ASSIGN(const auto other, conflicting(activity.descriptor_, work, state));
    if (other && std::chrono::steady_clock::now() < deadline) continue;
    if (other) return refused(work, *other);
    if (::fcntl(activity.descriptor_, F_OFD_SETLK, &own) != 0 ||
        ::fcntl(activity.descriptor_, F_OFD_SETLK, &open) != 0)
      return file_error(state);
    return activity;
  }
}

Activity::Activity(Activity&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Activity& Activity::operator=(Activity&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

Activity::~Activity() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace techmarket::runtime
