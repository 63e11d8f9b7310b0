#pragma once
// Чого сховище ще не бачило: ключі, які журнал джерела згадує від місця останнього запуску. Решта мусить
// збігатися, хоч би скільки зараз писали.

#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/uuid.h"
#include "db/binlog/changed_uuids.h"
#include "db/mysql/connection.h"
#include "db/postgres/connection.h"

namespace techmarket::ops {

class Pending {
 public:
  /// Відкриває знімок джерела на цьому з'єднанні й читає журнал від записаного в сховищі місця до нього.
  ///
  /// Джерело без журналу (або записаного місця) не скаже, чого сховище ще не бачило: тоді тим, хто пише, тут
  /// не місце, і це перевіряється (retryable).
  /// Помилки: retryable — сервер зник, хтось пише, журнал не каже всього (поради повторити `etl run`);
  /// interrupted.
  /// @param warehouse транзакція зі знімком сховища
  static Result<Pending> open(db::mysql::Connection& source, db::postgres::Connection& warehouse);

  /// Чи рядок цієї таблиці змінився, з'явився чи зник відтоді, як його бачило сховище.
  bool contains(std::string_view table, const std::optional<std::string>& key) const;

  bool by_log() const { return by_log_; }

 private:
  std::map<std::string, db::binlog::UuidSet, std::less<>> of_table_;
  bool by_log_ = false;
};

}  // namespace techmarket::ops
