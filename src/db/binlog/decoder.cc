#include "db/binlog/decoder.h"

#include <algorithm>

#include <fmt/format.h>
#include <zlib.h>

#include "base/text.h"
#include "db/binlog/bytes.h"
#include "db/binlog/event_type.h"
#include "db/binlog/inflate.h"
#include "db/binlog/statement.h"

namespace techmarket::db::binlog {
namespace {

constexpr std::size_t kHeaderSize = 19, kChecksumSize = 4;

std::string at(const LogPosition& position) {
  return " at " + to_string(position);
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

bool checksum_matches(std::string_view event) {
  if (event.size() < kHeaderSize + kChecksumSize) return false;
  const std::string_view covered = event.substr(0, event.size() - kChecksumSize);
  const auto sum =
      ::crc32(0, reinterpret_cast<const Bytef*>(covered.data()), static_cast<uInt>(covered.size()));
  return sum == little_endian(event.substr(covered.size()));
}

std::optional<RowsKind> rows_kind(EventType type) {
  using enum EventType;
  switch (type) {
    case write_rows_v1:
    case delete_rows_v1:
      return RowsKind{};
    case update_rows_v1:
      return RowsKind{.update = true};
    case write_rows:
    case delete_rows:
      return RowsKind{.has_extra = true};
    case update_rows:
      return RowsKind{.update = true, .has_extra = true};
    case compressed_write_rows_v1:
    case compressed_delete_rows_v1:
      return RowsKind{.compressed = true};
    case compressed_update_rows_v1:
      return RowsKind{.update = true, .compressed = true};
    case compressed_write_rows:
    case compressed_delete_rows:
      return RowsKind{.has_extra = true, .compressed = true};
    case compressed_update_rows:
      return RowsKind{.update = true, .has_extra = true, .compressed = true};
    default:
      return std::nullopt;
  }
}

}  // namespace

struct Decoder::Header {
  std::uint32_t timestamp = 0;
  EventType type = EventType::query;
  std::uint64_t size = 0;
  std::uint32_t end = 0;  ///< зсув кінця події у файлі, молодші 32 біти; 0 — події у файлі немає
  std::uint16_t flags = 0;

  static constexpr std::uint16_t kArtificial = 0x20, kIgnorable = 0x80;
};

Decoder::Decoder(std::vector<TableShape> tables, LogPosition start)
    : tables_(std::move(tables)), reached_(start), boundary_(std::move(start)), reported_(tables_.size()) {}

void Decoder::start_call() {
  reported_.assign(tables_.size(), false);
  prepared_.clear();  // рядки, віддані минулого разу, вже прочитано зі знімка, який їх ще не бачив
  keys_ = 0;
}

Result<std::optional<std::string>> Decoder::feed(std::string_view event, const ChangeHandlers& handlers) {
  handlers_ = &handlers;
  Bytes bytes(event);
  Header header;
  header.timestamp = static_cast<std::uint32_t>(bytes.number(4));
  header.type = static_cast<EventType>(bytes.number(1));
  (void)bytes.number(4);  // номер сервера
  header.size = bytes.number(4);
  header.end = static_cast<std::uint32_t>(bytes.number(4));
  header.flags = static_cast<std::uint16_t>(bytes.number(2));
  if (bytes.broken() || header.size != event.size()) return "a truncated event" + at(reached_);
  at_log_end_ = header.type == EventType::heartbeat || header.type == EventType::heartbeat_v2;
  if (at_log_end_) return std::nullopt;

  if (auto damage = take_checksum(header, event)) return damage;
  group_ended_ = false;
  TM_ASSIGN(auto problem, dispatch(header, event.substr(kHeaderSize)));
  if (problem) return problem;
  const bool in_file = header.end != 0 && (header.flags & Header::kArtificial) == 0;
  if (in_file && header.type != EventType::rotate) {
    // Файл росте й за 4 ГіБ, коли більша за них транзакція, а в заголовку лише 32 біти.
    std::uint64_t end = (reached_.offset & ~std::uint64_t{0xFFFF'FFFF}) | header.end;
    if (end < reached_.offset) end += std::uint64_t{1} << 32;
    reached_.offset = end;
  }
  if (group_ended_) end_group();
  return std::nullopt;
}

void Decoder::end_group() {
  in_group_ = false;
  boundary_ = reached_;
}

/// Відрізає контрольну суму. Чи вони є, каже FORMAT_DESCRIPTION_EVENT; перед ним приходить лише штучний
/// ROTATE.
std::optional<std::string> Decoder::take_checksum(const Header& header, std::string_view& event) {
  if (header.type == EventType::format_description) return std::nullopt;
  const bool matches = checksum_matches(event);
  const bool unknown = header.type == EventType::rotate && (header.flags & Header::kArtificial) != 0;
  if (!unknown && checksums_ && !matches) return "an event whose checksum does not match" + at(reached_);
  if (unknown ? matches : checksums_) event.remove_suffix(kChecksumSize);
  return std::nullopt;
}

Decoder::Outcome Decoder::dispatch(const Header& header, std::string_view body) {
  using enum EventType;
  if (const auto kind = rows_kind(header.type)) return rows(body, *kind);
  switch (header.type) {
    case rotate:
      return this->rotate(body);
    case format_description:
      return format(header, body);
    case table_map:
      return map(body);
    case query:
      return statement(body, false);
    case compressed_query:
      return statement(body, true);
    case partial_update_rows:
      return partial_rows(body);
    case xid:
      group_ended_ = true;
      return std::nullopt;
    case xa_prepare:
      return this->xa_prepare(body);
    case mariadb_gtid: {
      constexpr std::size_t kFlags = 12;
      constexpr char kStandalone = 1;  // сама одна подія, без COMMIT
      if (body.size() <= kFlags) return "a damaged GTID event" + at(reached_);
      in_group_ = (body[kFlags] & kStandalone) == 0;
      return std::nullopt;
    }
    case load_execute:
      TM_TRY(all_whole("LOAD DATA was logged as a statement"));
      return std::nullopt;
    case incident:
      return "an incident: the server itself lost events" + at(reached_);
    case transaction_payload:
      return "a compressed transaction (binlog_transaction_compression)" + at(reached_);
    case stop:
    case previous_gtids:
    case checkpoint:
    case gtid_list:
    case start_encryption:
      group_ended_ = !in_group_;  // стоять між транзакціями
      return std::nullopt;
    case intvar:
    case load_block:
    case load_delete:
    case rand:
    case user_variable:
    case load_begin:
    case heartbeat:
    case heartbeat_v2:
    case ignorable:
    case rows_query:
    case gtid:
    case anonymous_gtid:
    case transaction_context:
    case view_change:
    case tagged_gtid:
    case annotate_rows:
      return std::nullopt;
    default:
      if ((header.flags & Header::kIgnorable) != 0) return std::nullopt;
      return fmt::format("an event of unknown type {}", static_cast<unsigned>(header.type)) + at(reached_);
  }
}

Decoder::Outcome Decoder::rotate(std::string_view body) {
  Bytes bytes(body);
  const std::uint64_t offset = bytes.number(8);
  if (bytes.broken() || bytes.empty()) return "a damaged rotation" + at(reached_);
  reached_ = {std::string(bytes.rest()), offset};
  maps_.clear();
  end_group();  // транзакція ніколи не переходить у наступний файл
  return std::nullopt;
}

Decoder::Outcome Decoder::format(const Header& header, std::string_view body) {
  // Версія формату, версія сервера, час, довжина заголовка, довжини заголовків подій — за їхнім номером.
  constexpr std::size_t kVersionSize = 50, kLengths = 2 + kVersionSize + 4 + 1;
  Bytes bytes(body);
  const std::uint64_t version = bytes.number(2);
  (void)bytes.take(kVersionSize + 4);
  const std::uint64_t header_size = bytes.number(1);
  const auto length_of = [&](EventType type) {
    const std::size_t index = kLengths + static_cast<std::size_t>(type) - 1;
    return static_cast<std::size_t>(index < body.size() ? static_cast<unsigned char>(body[index]) : 0);
  };
  constexpr std::size_t kAlgorithmAndSum = 1 + kChecksumSize;
  if (bytes.broken() || bytes.rest().size() <= kAlgorithmAndSum)
    return "a damaged format description" + at(reached_);
  // Подій рядків тієї версії, якої сервер не пише, в описі немає: їхня довжина — нуль.
  const auto rows_fit = [&](EventType type, std::size_t length) {
    return length_of(type) == length || length_of(type) == 0;
  };
  if (version != 4 || header_size != kHeaderSize || length_of(EventType::table_map) != 8 ||
      !rows_fit(EventType::write_rows_v1, 8) || !rows_fit(EventType::write_rows, 10))
    return "a binary log of an unknown format" + at(reached_);
  const auto algorithm = static_cast<unsigned char>(body[body.size() - kAlgorithmAndSum]);
  if (algorithm > 1) return fmt::format("checksums of unknown algorithm {}", algorithm) + at(reached_);
  checksums_ = algorithm == 1;
  log_created_ = header.timestamp;
  maps_.clear();
  group_ended_ = !in_group_;
  return std::nullopt;
}

Decoder::Outcome Decoder::map(std::string_view body) {
  auto parsed = read_table_map(body);
  if (!parsed) return "a damaged table map" + at(reached_);
  Mapped mapped{std::move(*parsed), std::nullopt};
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    const TableShape& shape = tables_[i];
    // Регістр імен залежить від lower_case_table_names; зайвий ключ не шкодить, пропущений — так.
    if (!equals_ignore_case(shape.table, mapped.map.table) ||
        !equals_ignore_case(shape.database, mapped.map.database))
      continue;
    const bool same = shape.columns == mapped.map.columns.size() &&
                      std::ranges::all_of(shape.key, [&](const KeyColumn& column) {
                        return matches(column, mapped.map.columns[column.index]);
                      });
    if (same)
      mapped.table = i;
    else
      TM_TRY(whole(i, "its columns are not what they were when this change was logged"));
  }
  const std::uint64_t id = mapped.map.id;
  maps_.insert_or_assign(id, std::move(mapped));
  return std::nullopt;
}

Decoder::Outcome Decoder::rows(std::string_view body, RowsKind kind) {
  auto event = read_rows_event(body, kind);
  if (!event) return "a damaged rows event" + at(reached_);
  const auto found = maps_.find(event->table_id);
  const bool is_dummy = event->columns == 0 && event->rows.empty();  // лише «кінець оператора»
  if (found == maps_.end() && !is_dummy)
    return "rows of an unknown table (the place is not between two transactions)" + at(reached_);
  std::string inflated;
  if (found != maps_.end() && found->second.table) {
    const Mapped& mapped = found->second;
    if (kind.compressed) {
      auto whole_rows = inflate(event->rows);
      if (!whole_rows) return "a compressed event that cannot be unpacked" + at(reached_);
      inflated = std::move(*whole_rows);
      event->rows = inflated;
    }
    const auto hand_out = [&](RowView key) {
      ++keys_;
      return handlers_->key(*mapped.table, key);
    };
    TM_ASSIGN(const RowsOutcome outcome,
              read_keys(*event, kind, mapped.map, tables_[*mapped.table], hand_out));
    if (outcome == RowsOutcome::damaged)
      return fmt::format("rows of {}.{} that do not fit its columns", mapped.map.database, mapped.map.table) +
             at(reached_);
    if (outcome == RowsOutcome::no_key)
      TM_TRY(whole(*mapped.table, "the binary log holds a row without its key (binlog_row_image)"));
  }
  if (event->last_of_statement) maps_.clear();
  return std::nullopt;
}

Decoder::Outcome Decoder::partial_rows(std::string_view body) {
  const auto found = maps_.find(Bytes(body).number(6));
  if (found == maps_.end()) return "rows of an unknown table" + at(reached_);
  if (found->second.table)
    TM_TRY(whole(*found->second.table,
                 "partial JSON images were logged (binlog_row_value_options=PARTIAL_JSON)"));
  return std::nullopt;
}

Decoder::Outcome Decoder::statement(std::string_view body, bool compressed) {
  Bytes bytes(body);
  (void)bytes.take(4 + 4);  // потік і тривалість
  const std::uint64_t database_size = bytes.number(1);
  (void)bytes.number(2);  // код помилки
  const std::uint64_t status_size = bytes.number(2);
  (void)bytes.take(status_size);
  const std::string_view database = bytes.take(database_size);
  (void)bytes.number(1);
  if (bytes.broken()) return "a damaged statement" + at(reached_);
  if (!compressed) return apply(database, bytes.rest());
  const auto sql = inflate(bytes.rest());
  if (!sql) return "a compressed statement that cannot be unpacked" + at(reached_);
  return apply(database, *sql);
}

Decoder::Outcome Decoder::apply(std::string_view database, std::string_view sql) {
  const Statement statement = classify(sql);
  const std::string shown = visible(shortened(replace_invalid_utf8(sql), 80));
  const auto named = [&](std::string_view name) {
    return std::ranges::any_of(statement.names,
                               [&](const std::string& word) { return equals_ignore_case(word, name); });
  };
  switch (statement.kind) {
    case Statement::Kind::begin:
      in_group_ = true;
      return std::nullopt;
    case Statement::Kind::commit:
      group_ended_ = true;
      return std::nullopt;
    case Statement::Kind::xa_commit:
      group_ended_ = true;
      if (prepared_.erase(statement.names.front()) == 0)
        TM_TRY(all_whole("an XA transaction was committed whose rows were logged before: " + shown));
      return std::nullopt;
    case Statement::Kind::ddl:
      for (std::size_t i = 0; i < tables_.size(); ++i)
        if (named(tables_[i].table) &&
            (equals_ignore_case(database, tables_[i].database) || named(tables_[i].database)))
          TM_TRY(whole(i, shown));
      break;
    case Statement::Kind::drop_database:
      for (std::size_t i = 0; i < tables_.size(); ++i)
        if (named(tables_[i].database)) TM_TRY(whole(i, shown));
      break;
    case Statement::Kind::other:
      TM_TRY(all_whole("logged as a statement: " + shown));
      break;
    case Statement::Kind::harmless:
      break;
  }
  group_ended_ = !in_group_;
  return std::nullopt;
}

Decoder::Outcome Decoder::xa_prepare(std::string_view body) {
  Bytes bytes(body);
  const bool one_phase = bytes.number(1) != 0;
  const std::uint64_t format = bytes.number(4), first = bytes.number(4), second = bytes.number(4);
  const std::string_view global = bytes.take(first), branch = bytes.take(second);
  if (bytes.broken()) return "a damaged XA PREPARE" + at(reached_);
  if (!one_phase)
    prepared_.insert(canonical_xid(fmt::format("X'{}',X'{}',{}", hex(global), hex(branch), format)));
  group_ended_ = true;
  return std::nullopt;
}

Status Decoder::whole(std::size_t table, const std::string& reason) {
  if (reported_[table]) return {};
  reported_[table] = true;
  return handlers_->whole(table, reason);
}

Status Decoder::all_whole(const std::string& reason) {
  for (std::size_t i = 0; i < tables_.size(); ++i) TM_TRY(whole(i, reason));
  return {};
}

}  // namespace techmarket::db::binlog
