#include "warehouse/copy_facts.h"

#include <future>
#include <thread>

#include <fmt/format.h>

#include "base/bounded_queue.h"
#include "base/guarded.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/text.h"
#include "warehouse/fact_copy.h"
#include "warehouse/fact_transform.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {
namespace {

using db::RowView;

// Шматок COPY: менші частіше будять сервер, більші лише займають пам'ять.
constexpr std::size_t kChunk = 128 * 1024;
constexpr std::size_t kQueuedChunks = 32;

using Chunks = BoundedQueue<std::string>;

/// Частина замовлень за ключем: (після, до]. Порожньо — без межі з цього боку.
struct KeyRange {
  std::optional<std::string> after, upto;
};

/// Виробник: читає замовлення й рядки проходами, перетворює, кладе шматки в чергу.
class Extract {
 public:
  Extract(const DimensionKeys& keys, db::mysql::Connection& orders, Quality& quality, const Options& options,
          CopyFormat format, std::int64_t order_count, Progress& progress, Chunks& chunks)
      : orders_(orders),
        quality_(quality),
        format_(format),
        per_pass_(options.orders_per_pass),
        order_count_(order_count),
        progress_(progress),
        chunks_(chunks),
        transform_(keys, orders.endpoint().database, quality) {}

  Status run() {
    const std::int64_t passes = std::max<std::int64_t>(1, (order_count_ + per_pass_ - 1) / per_pass_);
    KeyRange range;
    for (std::int64_t pass = 1; pass <= passes; ++pass) {
      TM_TRY(read_orders(range, pass < passes));
      TM_TRY(read_items(range));
      range = {.after = range.upto, .upto = {}};
    }
    return flush();
  }

  std::int64_t orders() const { return orders_read_; }
  std::int64_t items() const { return items_; }
  const FactTransform& transform() const { return transform_; }

 private:
  /// Замовлення після range.after; якщо прохід не останній, заповнює range.upto.
  Status read_orders(KeyRange& range, bool limited) {
    transform_.begin_pass(static_cast<std::size_t>(std::min(order_count_, per_pass_)));
    const auto& columns = transform_.order_columns();
    std::string sql = fmt::format("SELECT {} FROM {}", columns.list.text(), kOrders.name);
    if (range.after) sql += fmt::format(" WHERE id > {}", orders_.quote(*range.after));
    if (limited) sql += fmt::format(" ORDER BY id LIMIT {}", per_pass_);
    return orders_.stream(sql, [&](RowView row) -> Status {
      ++orders_read_;
      transform_.add_order(row);
      if (limited) range.upto = row[columns.id];
      return check_sometimes();
    });
  }

  Status read_items(const KeyRange& range) {
    std::string sql =
        fmt::format("SELECT {} FROM {}", transform_.item_columns().list.text(), kOrderItems.name);
    // CONCAT ховає стовпець від індексу: послідовне читання всієї таблиці швидше за стрибки кожним ключем.
    std::string glue = " WHERE ";
    if (range.after)
      sql +=
          fmt::format("{}CONCAT(order_id) > {}", std::exchange(glue, " AND "), orders_.quote(*range.after));
    if (range.upto) sql += fmt::format("{}CONCAT(order_id) <= {}", glue, orders_.quote(*range.upto));
    return orders_.stream(sql, [&](RowView row) -> Status {
      ++items_;
      if (const auto fact = transform_.item(row)) encode(*fact, format_, buffer_);
      if (buffer_.size() >= kChunk) TM_TRY(flush());
      return check_sometimes();
    });
  }

  Status flush() {
    progress_.add(static_cast<std::uint64_t>(items_ - shown_));
    shown_ = items_;
    // Після першого порушення писати далі марно: запуск відкотиться, лишається тільки дорахувати порушення.
    if (!quality_.clean()) buffer_.clear();
    if (buffer_.empty()) return {};
    std::string chunk;
    chunk.reserve(kChunk + 1024);
    std::swap(chunk, buffer_);
    if (!chunks_.push(std::move(chunk)))
      return fail(ErrorKind::fatal, "the warehouse stopped accepting rows");
    return {};
  }

  Status check_sometimes() {
    constexpr std::int64_t kRows = 4096;
    return ++rows_ % kRows == 0 ? check_interrupted() : Status();
  }

  db::mysql::Connection& orders_;
  Quality& quality_;
  const CopyFormat format_;
  const std::int64_t per_pass_, order_count_;
  Progress& progress_;
  Chunks& chunks_;
  FactTransform transform_;
  std::string buffer_;
  std::int64_t orders_read_ = 0, items_ = 0, shown_ = 0, rows_ = 0;
};

/// Споживач: віддає шматки серверу. Відмова закриває чергу, щоб виробник не чекав вічно.
Result<std::int64_t> write_chunks(db::postgres::Connection& warehouse, CopyFormat format, Chunks& chunks) {
  const auto send = [&]() -> Status {
    if (const auto header = copy_header(format); !header.empty()) TM_TRY(warehouse.copy_data(header));
    while (const auto chunk = chunks.pop()) TM_TRY(warehouse.copy_data(*chunk));
    const auto trailer = copy_trailer(format);
    return trailer.empty() ? Status() : warehouse.copy_data(trailer);
  };
  if (const Status sent = send(); !sent) {
    chunks.close();
    return std::unexpected(sent.error());
  }
  return warehouse.copy_end();
}

/// Читання й запис одночасно. @return кількість рядків, які прийняв сервер.
Result<std::int64_t> read_and_write(Extract& extract, std::string_view table, CopyFormat format,
                                    db::postgres::Connection& warehouse, Chunks& chunks) {
  TM_TRY(warehouse.copy_begin(copy_statement(table, format)));
  Status extracted;
  std::jthread producer([&] {
    extracted = guarded([&] { return extract.run(); });
    chunks.close();
  });
  auto copied = guarded([&] { return write_chunks(warehouse, format, chunks); });
  chunks.close();  // виняток у write_chunks лишив би виробника чекати
  producer.join();
  if (copied && !extracted) return std::unexpected(extracted.error());
  return copied;
}

/// Що полічили обидва сервери.
struct Counts {
  std::int64_t orders = 0, items = 0;  ///< джерело: рядки знімка
  std::int64_t copied = 0, stored = 0;  ///< сховище: скільки прийняло і скільки має
};

Status check_counts(const Extract& extract, const Counts& counts) {
  const auto& transform = extract.transform();
  if (extract.orders() == counts.orders && extract.items() == counts.items &&
      transform.facts() + transform.unsold() == counts.items && counts.copied == transform.facts() &&
      counts.stored == transform.facts())
    return {};
  return fail(
      ErrorKind::retryable,
      fmt::format("rows do not add up: orders has {}, {} were read; order_items has {}, {} were read, "
                  "{} of them unsold; {} facts were sent, the warehouse took {} and holds {}",
                  with_thousands(counts.orders), with_thousands(extract.orders()),
                  with_thousands(counts.items), with_thousands(extract.items()),
                  with_thousands(transform.unsold()), with_thousands(transform.facts()),
                  with_thousands(counts.copied), with_thousands(counts.stored)),
      "the run was rolled back; run the same command again");
}

void warn_of_uncosted(const FactTransform& transform) {
  if (transform.uncosted() == 0) return;
  spdlog::warn(
      "sold order items without unit_cost: {}; they take products.cost of today, and `techmarket schema "
      "migrate` would keep it",
      with_thousands(transform.uncosted()));
}

}  // namespace

Result<std::int64_t> estimated_items(db::mysql::Connection& orders) {
  return orders.query_int(
      "SELECT COALESCE(MAX(TABLE_ROWS), 0) FROM information_schema.TABLES "
      "WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'order_items'");
}

Result<CopiedFacts> copy_facts(const DimensionKeys& keys, db::mysql::Connection& orders,
                               db::postgres::Connection& warehouse, std::string_view table, Quality& quality,
                               const Options& options, const std::function<Status()>& before_count) {
  TM_ASSIGN(const auto order_count, orders.query_int("SELECT COUNT(*) FROM orders"));
  TM_ASSIGN(const auto item_estimate, estimated_items(orders));
  TM_ASSIGN(const auto format, fact_format(warehouse));
  Chunks chunks(kQueuedChunks);
  auto progress =
      std::make_unique<Progress>("order items", static_cast<std::uint64_t>(item_estimate), options.progress);
  Extract extract(keys, orders, quality, options, format, order_count, *progress, chunks);
  TM_ASSIGN(const auto copied, read_and_write(extract, table, format, warehouse, chunks));
  progress.reset();
  if (!quality.clean()) return CopiedFacts();
  warn_of_uncosted(extract.transform());

  // Джерело тепер вільне: рахує свої рядки в тому самому знімку, доки сховище працює далі.
  auto source_items =
      std::async(std::launch::async, [&] { return orders.query_int("SELECT COUNT(*) FROM order_items"); });
  TM_TRY(before_count());
  TM_ASSIGN(const auto stored, warehouse.query_int(fmt::format("SELECT count(*) FROM {}", table)));
  TM_ASSIGN(const auto expected, source_items.get());
  TM_TRY(
      check_counts(extract, {.orders = order_count, .items = expected, .copied = copied, .stored = stored}));
  return CopiedFacts{.items = extract.items(), .facts = stored};
}

Result<CopiedFacts> copy_changed_facts(const DimensionKeys& keys, const std::vector<Uuid>& changed_orders,
                                       db::mysql::Connection& orders, db::postgres::Connection& warehouse,
                                       std::string_view table, Quality& quality, std::vector<Uuid>& seen) {
  TM_ASSIGN(const auto format, fact_format(warehouse));
  FactTransform transform(keys, orders.endpoint().database, quality);
  CopiedFacts copied;
  std::string buffer(copy_header(format));
  TM_TRY(warehouse.copy_begin(copy_statement(table, format)));
  const auto& columns = transform.item_columns();
  const auto take_order = [&](RowView row) -> Status {
    transform.add_order(row);
    return {};
  };
  const auto take_item = [&](RowView row) -> Status {
    ++copied.items;
    if (const auto id = parse_uuid(row[columns.id])) seen.push_back(*id);
    if (const auto fact = transform.item(row)) encode(*fact, format, buffer);
    return {};
  };
  const auto read = [&](const std::string& list) -> Status {
    transform.begin_pass(0);
    TM_TRY(orders.stream(fmt::format("SELECT {} FROM {} WHERE id IN ({})",
                                     transform.order_columns().list.text(), kOrders.name, list),
                         take_order));
    TM_TRY(orders.stream(
        fmt::format("SELECT {} FROM {} WHERE order_id IN ({})", columns.list.text(), kOrderItems.name, list),
        take_item));
    if (!buffer.empty()) TM_TRY(warehouse.copy_data(buffer));
    buffer.clear();
    return {};
  };
  TM_TRY(for_each_list(changed_orders, read));
  buffer += copy_trailer(format);
  if (!buffer.empty()) TM_TRY(warehouse.copy_data(buffer));
  TM_ASSIGN(copied.facts, warehouse.copy_end());
  warn_of_uncosted(transform);
  return copied;
}

}  // namespace techmarket::warehouse
