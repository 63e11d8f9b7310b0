#include "db/postgres/exchange.h"

#include <poll.h>
#include <sys/socket.h>

#include <chrono>

#include "base/interrupt.h"

namespace techmarket::db::postgres {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kGlanceMilliseconds = 100;
constexpr auto kSilence = std::chrono::seconds(20);

/// Один обмін із сервером: від першого чекання до відповіді.
class Wait {
 public:
  Wait(PGconn* handle, const StillThere& still_there) : handle_(handle), still_there_(still_there) {}

  /// Чекає на events сокета. Після помилки рве зв'язок: сервер відкочує незавершене.
  Status until(short events) {
    pollfd polled{PQsocket(handle_), events, 0};
    while (true) {
      const int ready = ::poll(&polled, 1, kGlanceMilliseconds);
      if (ready > 0) return {};
      Status status = check_interrupted();
      if (status && Clock::now() - asked_ > kSilence) {
        status = still_there_();
        asked_ = Clock::now();
      }
      if (status) continue;
      ::shutdown(polled.fd, SHUT_RDWR);
      return status;
    }
  }

 private:
  PGconn* handle_;
  const StillThere& still_there_;
  Clock::time_point asked_ = Clock::now();
};

}  // namespace

Status flush(PGconn* handle, const StillThere& still_there) {
  if (PQflush(handle) != 1) return {};
  Wait wait(handle, still_there);
  while (PQflush(handle) == 1) {
    TM_TRY(wait.until(POLLIN | POLLOUT));
    // Сервер міг тим часом відповісти; доки його не вислухати, він не читатиме далі. Обрив зв'язку побачить
    // той, хто прийде по результат.
    if (!PQconsumeInput(handle)) return {};
  }
  return {};
}

Result<ResultHandle> next_result(PGconn* handle, const StillThere& still_there) {
  TM_TRY(flush(handle, still_there));
  if (PQisBusy(handle)) {
    Wait wait(handle, still_there);
    do {
      TM_TRY(wait.until(POLLIN));
    } while (PQconsumeInput(handle) && PQisBusy(handle));
  }
  return ResultHandle(PQgetResult(handle));
}

}  // namespace techmarket::db::postgres
