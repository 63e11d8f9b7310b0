#pragma once
// Ворожий сервер: говорить протоколом бази рівно стільки, щоб випросити в клієнта файл чи пароль, і пам'ятає
// все, що той надіслав. Слухає 127.0.0.1 у власному потоці.

#include <string>
#include <thread>

#include "db/endpoint.h"

namespace techmarket::support {

class RogueServer {
 public:
  enum class Demand {
    mysql_file,  ///< впускає кожного, а на запит відповідає проханням файла
    mysql_clear_password,  ///< просить пароль відкритим текстом
    postgres_clear_password,
  };

  /// @param file що просить mysql_file.
  explicit RogueServer(Demand demand, std::string file = {});
  ~RogueServer();
  RogueServer(const RogueServer&) = delete;
  RogueServer& operator=(const RogueServer&) = delete;

  /// Адреса з паролем password.
  db::Endpoint endpoint(std::string password) const;

  /// Усе, що надіслав клієнт; сервер після цього не слухає.
  const std::string& received();

 private:
  void serve();
  void serve_mysql(int client);
  void serve_postgres(int client);

  const Demand demand_;
  const std::string file_;
  int listener_ = -1;
  int port_ = 0;
  std::string received_;
  std::thread thread_;
};

}  // namespace techmarket::support
