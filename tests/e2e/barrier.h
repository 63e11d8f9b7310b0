#pragma once
// Зупиняє програму посеред запису в таблицю: перший рядок, для якого умова справджується, чекає на замок,
// який тримає цей об'єкт. Тож мить, коли програму перервуть, не залежить від швидкості машини.

#include <optional>
#include <string>

#include "db/mysql/connection.h"
#include "db/postgres/connection.h"

namespace techmarket::e2e {

class Barrier {
 public:
  /// @param condition умова SQL над рядком NEW, однакова в обох рушіїв: «NEW.id > '8'».
  Barrier(const std::string& service, const std::string& table, const std::string& condition);
  ~Barrier();
  Barrier(const Barrier&) = delete;
  Barrier& operator=(const Barrier&) = delete;

  /// Чекає, доки хтось дійде до такого рядка; false, якщо не дійшов.
  bool reached();
  /// Відпускає тих, хто чекає; сервера вже може й не бути.
  void release();

 private:
  const std::string service_, table_;
  std::optional<db::mysql::Connection> mysql_;
  std::optional<db::postgres::Connection> postgres_;
};

}  // namespace techmarket::e2e
