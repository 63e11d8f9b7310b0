#pragma once
// Посередник між програмою і сервером: бачить кожен оператор, що йде до сервера, і може обірвати зв'язок до
// нього або після, коли сервер уже виконав, а програма відповіді ще не має.

#include <functional>
#include <memory>
#include <string>

namespace techmarket::support {

/// Що зробити з оператором.
enum class Verdict {
  pass,
  cut_before,  ///< обірвати, не передавши
  cut_after  ///< передати, дочекатися відповіді сервера й обірвати, не віддавши її
};

class SqlProxy {
 public:
  enum class Protocol { mysql, postgres };
  /// Кличеться з потоку з'єднання для кожного оператора: текст SQL; «BINLOG DUMP», «COPY DONE» — для того, що
  /// текстом не йде.
  using Judge = std::function<Verdict(const std::string& statement)>;

  /// Слухає 127.0.0.1 і передає на target_port. Зв'язок без TLS.
  SqlProxy(Protocol protocol, int target_port, Judge judge);
  ~SqlProxy();
  SqlProxy(const SqlProxy&) = delete;
  SqlProxy& operator=(const SqlProxy&) = delete;

  int port() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace techmarket::support
