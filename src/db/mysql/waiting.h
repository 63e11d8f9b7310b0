#pragma once
// Чекання на сервер MySQL: не довше, ніж він живий, і Ctrl-C обриває його будь-де. libmariadb у блокувальному
// режимі чекала б на завислий сервер вічно; замість неї чекає wait().

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "base/error.h"

namespace techmarket::db::mysql {

/// Хто чекає на сокет.
struct Waiter {
  /// Чи сервер іще відповідає: кличеться щоразу, як той мовчить довше за silence. Довгий оператор мовчить
  /// законно, зупинений сервер — ні.
  std::function<Status()> still_there;
  /// Спиняє оператор на сервері: кличеться один раз, коли користувач перервав чекання.
  std::function<void()> stop_statement;
  std::chrono::milliseconds silence = std::chrono::seconds(20);
  /// Що сказав still_there, коли сервер завмер.
  std::optional<Error> failure = {};
};

/// Оголошує, хто чекає на сокет, доки живе. Сокет має закритися раніше.
class WaiterRegistration {
 public:
  WaiterRegistration() = default;
  WaiterRegistration(int socket, Waiter waiter);
  ~WaiterRegistration();
  WaiterRegistration(WaiterRegistration&& other) noexcept;
  WaiterRegistration& operator=(WaiterRegistration&& other) noexcept;

  /// Чому чекання скінчилося; nullptr — сервер не завмирав.
  const Error* failure() const;

 private:
  int socket_ = -1;
  std::shared_ptr<Waiter> waiter_;
};

/// Для MARIADB_OPT_IO_WAIT: чекає на сокет.
/// @param timeout мілісекунди; недодатне — без межі
/// @return додатне — можна читати чи писати; інакше errno каже чому: ETIMEDOUT, EINTR (перервано)
int wait(int socket, char reading, int timeout) noexcept;

}  // namespace techmarket::db::mysql
