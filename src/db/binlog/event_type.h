#pragma once
// Номери подій журналу, які щось означають для потоку змін. Джерело: MySQL,
// mysql::binlog::event::Log_event_type; MariaDB, sql/log_event.h.

#include <cstdint>

namespace techmarket::db::binlog {

enum class EventType : std::uint8_t {
  query = 2,
  stop = 3,
  rotate = 4,
  intvar = 5,
  load_block = 9,
  load_delete = 11,
  rand = 13,
  user_variable = 14,
  format_description = 15,
  xid = 16,
  load_begin = 17,
  load_execute = 18,
  table_map = 19,
  write_rows_v1 = 23,
  update_rows_v1 = 24,
  delete_rows_v1 = 25,
  incident = 26,
  heartbeat = 27,
  ignorable = 28,
  rows_query = 29,
  write_rows = 30,
  update_rows = 31,
  delete_rows = 32,
  gtid = 33,
  anonymous_gtid = 34,
  previous_gtids = 35,
  transaction_context = 36,
  view_change = 37,
  xa_prepare = 38,
  partial_update_rows = 39,
  transaction_payload = 40,
  heartbeat_v2 = 41,
  tagged_gtid = 42,
  // MariaDB
  annotate_rows = 160,
  checkpoint = 161,
  mariadb_gtid = 162,
  gtid_list = 163,
  start_encryption = 164,
  compressed_query = 165,
  compressed_write_rows_v1 = 166,
  compressed_update_rows_v1 = 167,
  compressed_delete_rows_v1 = 168,
  compressed_write_rows = 169,
  compressed_update_rows = 170,
  compressed_delete_rows = 171,
};

}  // namespace techmarket::db::binlog
