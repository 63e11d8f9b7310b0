#include "base/guarded.h"

#include <unistd.h>

#include <exception>
#include <new>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace techmarket {
namespace {

constexpr const char* kNoMemory = "not enough memory";
constexpr const char* kNoThreads = "cannot start a thread: the limit of processes or of memory is reached";
constexpr const char* kMemoryHint =
    "free some memory, raise the limit of memory, or use fewer --threads; then run the same command again";

bool is_lack_of_threads(const std::system_error& error) {
  return error.code() == std::errc::resource_unavailable_try_again;
}

[[noreturn]] void end(int code, std::string_view message) {
  // Купа може бути й порожня, тож без виділень.
  [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, message.data(), message.size());
  ::_exit(code);
}

[[noreturn]] void on_terminate() {
  if (std::current_exception()) {
    try {
      throw;
    } catch (const std::bad_alloc&) {
      end(exit_code(ErrorKind::retryable),
          "error: not enough memory\n  hint: free some memory, raise the limit of memory, or use fewer "
          "--threads; then run the same command again\n");
    } catch (const std::system_error& error) {
      if (is_lack_of_threads(error))
        end(exit_code(ErrorKind::retryable),
            "error: cannot start a thread\n  hint: raise the limit of processes; then run the same command "
            "again\n");
    } catch (...) {
    }
  }
  end(exit_code(ErrorKind::fatal), "error: internal error: an exception nobody expected\n");
}

Error internal_error(std::string_view what) {
  return {.kind = ErrorKind::fatal,
          .message = fmt::format("internal error: {}", what),
          .hint = "please report it with the command you ran",
          .sqlstate = {}};
}

}  // namespace

Error failure_of_exception() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return {.kind = ErrorKind::retryable, .message = kNoMemory, .hint = kMemoryHint, .sqlstate = {}};
  } catch (const std::system_error& error) {
    if (!is_lack_of_threads(error)) return internal_error(error.what());
    return {.kind = ErrorKind::retryable,
            .message = kNoThreads,
            .hint = "raise the limit or use fewer --threads; then run the same command again",
            .sqlstate = {}};
  } catch (const std::exception& error) {
    return internal_error(error.what());
  } catch (...) {
    return internal_error("an exception nobody expected");
  }
}

bool lacks_resources(const Error& error) {
  return error.message == kNoMemory || error.message == kNoThreads;
}

std::vector<std::jthread> start_threads(unsigned count, const std::function<void()>& body) {
  std::vector<std::jthread> threads;
  threads.reserve(count);  // потім виділень немає, тож жоден потік не лишиться без господаря
  for (unsigned i = 0; i < count; ++i) {
    try {
      threads.emplace_back(body);
    } catch (const std::system_error&) {
      if (threads.empty()) throw;
      break;
    }
  }
  return threads;
}

void install_last_resort() {
  std::set_terminate(on_terminate);
}

}  // namespace techmarket
