#pragma once
// Рядки запиту за потребою. Два впорядковані потоки з різних серверів зливаються, як дві черги:
// у пам'яті лише кілька пачок з кожного боку.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/bounded_queue.h"
#include "base/error.h"
#include "base/uuid.h"
#include "ops/services.h"

namespace techmarket::ops {

/// Рядок із власною пам'яттю; поле NULL — nullopt.
using Row = std::vector<std::optional<std::string>>;

/// Читає запит в окремому потоці через власне з'єднання.
class Cursor {
 public:
  static Result<std::unique_ptr<Cursor>> open(const config::Service& service, std::string sql);
  ~Cursor();
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;

  /// Наступний рядок; порожньо — кінець.
  Result<const Row*> next();

 private:
  using Batch = std::vector<Row>;

  Cursor(AnyConnection connection, std::string sql);
  void read();

  AnyConnection connection_;
  const std::string sql_;
  BoundedQueue<Batch> batches_;
  Batch batch_;
  std::size_t at_ = 0;
  Status outcome_;
  std::thread reader_;
};

struct MergeVisitor {
  /// Кличеться для кожного ключа; бік, де його немає, — nullptr.
  std::function<void(const Row* left, const Row* right)> visit;
  /// Ключ, який не є UUID: рядок не може мати пари.
  std::function<void(const Row& row)> bad_key = [](const Row&) {};
};

/// Обидва потоки впорядковані за першим полем — UUID без повторів. Порядок рядків char(36) у MySQL і uuid
/// у PostgreSQL однаковий: дефіси стоять на тих самих місцях, а цифри йдуть перед літерами.
Status merge(Cursor& left, Cursor& right, const MergeVisitor& visitor);

/// Значення для повідомлень: «NULL» або текст.
std::string shown(const std::optional<std::string>& value);

}  // namespace techmarket::ops
