#include "rows/table_feed.h"

#include <algorithm>
#include <utility>

#include "base/guarded.h"
#include "base/interrupt.h"

namespace techmarket::rows {
namespace {

// Близько мегабайта: досить, щоб плата за передавання шматка не важила, і мало, щоб Ctrl-C діяв одразу.
constexpr std::uint64_t kRowsPerChunk = 4'096;

std::uint64_t units_per_chunk(const TableSource& table) {
  const std::uint64_t rows = std::max<std::uint64_t>(1, table.expected_rows);
  return std::max<std::uint64_t>(1, table.units / (1 + rows / kRowsPerChunk));
}

}  // namespace

TableFeed::TableFeed(const TableSource& table, Workers& workers, Progress& progress,
                     const std::atomic<bool>& stopped)
    : table_(table),
      workers_(workers),
      progress_(progress),
      stopped_(stopped),
      units_per_chunk_(units_per_chunk(table)),
      chunks_((table.units + units_per_chunk_ - 1) / units_per_chunk_),
      slots_(std::min<std::uint64_t>(chunks_, workers.size() + 2)) {
  start();
}

TableFeed::~TableFeed() {
  abandoned_ = true;
  wait_until_idle();
}

void TableFeed::start() {
  while (scheduled_ < slots_.size()) schedule(scheduled_);
}

void TableFeed::wait_until_idle() {
  std::unique_lock lock(mutex_);
  ready_.wait(lock, [this] { return busy_ == 0; });
}

void TableFeed::restart() {
  wait_until_idle();
  next_ = scheduled_ = rows_ = digest_ = 0;
  start();
}

void TableFeed::schedule(std::uint64_t chunk) {
  {
    const std::lock_guard lock(mutex_);
    slot(chunk).ready = false;
    ++busy_;
  }
  ++scheduled_;
  auto task = [this, chunk] {
    Slot& mine = slot(chunk);
    mine.made = guarded([&]() -> Status {
      mine.buffer.clear();
      const std::uint64_t first = chunk * units_per_chunk_;
      if (!abandoned_) table_.write({first, std::min(first + units_per_chunk_, table_.units)}, mine.buffer);
      return {};
    });
    // Сповіщаємо під замком: щойно busy_ стане нулем, цей об'єкт можуть знищити.
    const std::lock_guard lock(mutex_);
    mine.ready = true;
    --busy_;
    ready_.notify_all();
  };
  try {
    workers_.submit(std::move(task));
  } catch (...) {
    // Завдання ніхто не виконає, а решта ще пише в наші буфери.
    {
      const std::lock_guard lock(mutex_);
      --busy_;
    }
    abandoned_ = true;
    wait_until_idle();
    throw;
  }
}

Result<std::string_view> TableFeed::next() {
  for (;;) {
    TM_TRY(check_interrupted());
    if (stopped_) return fail(ErrorKind::retryable, "stopped because another service failed");
    if (next_ > 0 && scheduled_ < chunks_) schedule(scheduled_);  // попередній шматок більше не потрібен
    if (next_ == chunks_) return std::string_view();
    Slot& current = slot(next_);
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [&] { return current.ready; });
    }
    TM_TRY(current.made);
    ++next_;
    rows_ += current.buffer.rows();
    digest_ += current.buffer.digest();
    if (rows_ > shown_) progress_.add(rows_ - std::exchange(shown_, rows_));
    // Порожній шматок приймач зрозумів би як кінець: у ньому просто не було рядків.
    if (current.buffer.rows() > 0) return current.buffer.bytes();
  }
}

Status TableFeed::drain() {
  for (;;) {
    TM_ASSIGN(const std::string_view rows, next());
    if (rows.empty()) return {};
  }
}

}  // namespace techmarket::rows
