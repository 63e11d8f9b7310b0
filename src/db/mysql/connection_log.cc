// Двійковий журнал через libmariadb: просить його mariadb_rpl_open(), а пакети читаємо самі.
// mariadb_rpl_fetch() розбирає кожну подію своїм розбором, який не знає нових подій MySQL і відмовляє там, де
// ми можемо читати далі.

#include <memory>
#include <random>

#include <fmt/format.h>
#include <mysql.h>

#include <mariadb_rpl.h>

#include "db/mysql/connection.h"

namespace techmarket::db::mysql {
namespace {

struct CloseLog {
  void operator()(MARIADB_RPL* log) const { mariadb_rpl_close(log); }
};

/// Два читачі з одним номером витісняли б один одного; нуль для сервера означає «не чекай на нове».
unsigned own_server_id() {
  std::random_device random;
  return 0x8000'0000u | static_cast<unsigned>(random());
}

}  // namespace

Status Connection::start_log(const std::string& file, std::uint32_t offset,
                             std::chrono::milliseconds heartbeat) {
  // Без @mariadb_slave_capability MariaDB підміняє події, яких не знала стара репліка. MySQL 8.4 знає обидві
  // назви решти змінних.
  TM_TRY(
      execute(fmt::format("SET @master_binlog_checksum = 'CRC32', @mariadb_slave_capability = 4, "
                          "@master_heartbeat_period = {}",
                          std::chrono::nanoseconds(heartbeat).count())));
  const std::unique_ptr<MARIADB_RPL, CloseLog> log(mariadb_rpl_init(handle_.get()));
  if (!log) return error("read the binary log");
  mariadb_rpl_optionsv(log.get(), MARIADB_RPL_FILENAME, file.c_str(), file.size());
  mariadb_rpl_optionsv(log.get(), MARIADB_RPL_START, static_cast<unsigned long>(offset));
  mariadb_rpl_optionsv(log.get(), MARIADB_RPL_SERVER_ID, own_server_id());
  mariadb_rpl_optionsv(log.get(), MARIADB_RPL_FLAGS, 0u);
  if (mariadb_rpl_open(log.get()) != 0) return error("read the binary log");
  return {};
}

Result<LogPacket> Connection::read_log() {
  constexpr unsigned kCannotRead = 1236;  // ER_MASTER_FATAL_ERROR_READING_BINLOG
  constexpr unsigned char kEnd = 0xFE;
  const unsigned long size = mysql_net_read_packet(handle_.get());
  if (size == packet_error) {
    if (mysql_errno(handle_.get()) == kCannotRead) return LogPacket{{}, mysql_error(handle_.get())};
    return error("read the binary log");
  }
  const unsigned char* packet = handle_->net.read_pos;
  if (size < 1 || (packet[0] == kEnd && size < 9)) return LogPacket{{}, "the server ended the binary log"};
  return LogPacket{{reinterpret_cast<const char*>(packet) + 1, size - 1}, std::nullopt};
}

}  // namespace techmarket::db::mysql
