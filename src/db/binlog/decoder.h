#pragma once
// Події журналу → ключі. Без мережі: байти на вході, виклики на виході; тому її перевіряють записані події й
// fuzz/.
//
// Джерело: MySQL Source Code Documentation, «Binary Log Event» і mysql::binlog::event; MariaDB Knowledge
// Base, «Replication Protocol».

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "db/binlog/change_reader.h"
#include "db/binlog/position.h"
#include "db/binlog/rows_event.h"
#include "db/binlog/table_map.h"
#include "db/binlog/table_shape.h"

namespace techmarket::db::binlog {

class Decoder {
 public:
  /// @param start звідки сервер почне надсилати: межа транзакції.
  Decoder(std::vector<TableShape> tables, LogPosition start);

  /// Новий виклик отримувача: кожну таблицю знов можна назвати зміненою цілком.
  void start_call();

  /// @param event подія із заголовком і контрольною сумою, якщо файл їх має.
  /// @return порожньо — гаразд; інакше — чому далі читати не можна (Gap::Reason::unreadable).
  Result<std::optional<std::string>> feed(std::string_view event, const ChangeHandlers& handlers);

  const LogPosition& reached() const { return reached_; }  ///< кінець останньої події
  const LogPosition& boundary() const { return boundary_; }  ///< кінець останньої транзакції
  bool at_log_end() const { return at_log_end_; }  ///< остання подія — «я живий»: нового в журналі немає
  std::uint64_t keys() const { return keys_; }  ///< скільки ключів віддано від start_call()
  /// Коли почато файл, який читаємо, секунди від 1970 (UTC): стоїть у FORMAT_DESCRIPTION_EVENT кожного файлу.
  std::optional<std::uint32_t> log_created() const { return log_created_; }

 private:
  struct Header;
  struct Mapped {
    TableMap map;
    std::optional<std::size_t> table;  ///< порожньо — рядків цієї таблиці не читаємо
  };
  using Outcome = Result<std::optional<std::string>>;

  std::optional<std::string> take_checksum(const Header& header, std::string_view& event);
  Outcome dispatch(const Header& header, std::string_view body);
  Outcome rotate(std::string_view body);
  Outcome format(const Header& header, std::string_view body);
  Outcome map(std::string_view body);
  Outcome rows(std::string_view body, RowsKind kind);
  Outcome partial_rows(std::string_view body);
  Outcome statement(std::string_view body, bool compressed);
  Outcome apply(std::string_view database, std::string_view sql);
  Outcome xa_prepare(std::string_view body);
  void end_group();
  Status whole(std::size_t table, const std::string& reason);
  Status all_whole(const std::string& reason);

  const std::vector<TableShape> tables_;
  const ChangeHandlers* handlers_ = nullptr;  ///< лише під час feed()
  LogPosition reached_, boundary_;
  std::unordered_map<std::uint64_t, Mapped> maps_;  ///< від TABLE_MAP до кінця оператора
  std::vector<bool> reported_;
  std::set<std::string> prepared_;  ///< xid, чиї рядки віддано в цьому виклику
  bool checksums_ = false, in_group_ = false, group_ended_ = false, at_log_end_ = false;
  std::optional<std::uint32_t> log_created_;
  std::uint64_t keys_ = 0;
};

}  // namespace techmarket::db::binlog
