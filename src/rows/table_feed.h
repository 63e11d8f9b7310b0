#pragma once
// Таблиця як потік шматків: поки приймач пише один, робочі потоки створюють наступні. Пам'ять обмежена
// кількістю шматків наперед, а порядок шматків завжди той самий, хоч би скільки було потоків.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "rows/row_buffer.h"
#include "rows/table_source.h"
#include "rows/workers.h"

namespace techmarket::rows {

/// Читає один потік.
class TableFeed {
 public:
  /// @param stopped спільний прапорець зупинки: наступний next() поверне помилку retryable.
  TableFeed(const TableSource& table, Workers& workers, Progress& progress, const std::atomic<bool>& stopped);
  /// Чекає, доки робочі потоки відпустять буфери.
  ~TableFeed();
  TableFeed(const TableFeed&) = delete;
  TableFeed& operator=(const TableFeed&) = delete;

  /// Наступний шматок: цілі рядки у записі row_buffer.h. Порожній — кінець. Дійсний до наступного виклику.
  Result<std::string_view> next();

  /// Починає спочатку: виданого сервер не зберіг.
  void restart();

  /// Видає решту в нікуди: таблицю вже завантажено, але звіт має її рядки й відбиток.
  Status drain();

  /// Видано досі.
  std::uint64_t rows() const { return rows_; }
  std::uint64_t digest() const { return digest_; }

 private:
  struct Slot {
    RowBuffer buffer;
    bool ready = false;
    Status made;  ///< чи вдалося його створити
  };
  void schedule(std::uint64_t chunk);
  void start();
  void wait_until_idle();
  Slot& slot(std::uint64_t chunk) { return slots_[chunk % slots_.size()]; }

  const TableSource& table_;
  Workers& workers_;
  Progress& progress_;
  const std::atomic<bool>& stopped_;
  std::uint64_t units_per_chunk_, chunks_;
  std::uint64_t next_ = 0, scheduled_ = 0;
  std::uint64_t rows_ = 0, digest_ = 0;
  std::uint64_t shown_ = 0;  ///< скільки рядків уже є в поступі: повторені туди вдруге не йдуть
  std::mutex mutex_;
  std::condition_variable ready_;
  std::size_t busy_ = 0;  ///< завдання, які ще тримають буфер
  std::atomic<bool> abandoned_ = false;
  std::vector<Slot> slots_;
};

}  // namespace techmarket::rows
