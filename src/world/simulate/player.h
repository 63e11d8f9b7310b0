#pragma once
// Замовлення дня по одному: кожна подія — своя транзакція, з заданою частотою. Кількість програних подій
// комітиться разом із подією, тому день, перерваний будь-де, продовжується з наступної.

#include <optional>

#include "db/mysql/connection.h"
#include "world/complete.h"
#include "world/simulate/checkpoint.h"
#include "world/simulate/future.h"
#include "world/simulate/latency.h"

namespace techmarket::world {

/// Одна подія замовлення і що вона робить з оплатою.
struct PlayedStep {
  Timestamp at;
  std::uint64_t order = 0;
  std::uint32_t event = 0;
  bool pays = false, refunds = false;
};

/// Події дня в порядку часу.
std::vector<PlayedStep> steps_of(const Future& future, const DayChanges& changes);

class Player {
 public:
  /// @param rate нових замовлень за секунду; порожньо — без пауз.
  Player(db::mysql::Connection& orders, db::mysql::Connection& payments, const Completions& completions,
         const Future& future, std::optional<double> rate);

  /// Програє решту дня. @param orders_done, payments_done скільки подій кожна база вже має; порожньо — усі.
  /// Помилка interrupted між подіями, якщо попросили зупинитися.
  Status play(const DayChanges& changes, std::optional<std::uint64_t> orders_done,
              std::optional<std::uint64_t> payments_done);

  const Latencies& latencies() const { return latencies_; }
  std::uint64_t placed() const { return placed_; }
  /// На скільки найбільше відстали від розкладу, секунд.
  double behind() const { return behind_; }

 private:
  using Clock = Latencies::Clock;

  Status write_order_step(const OrderView& order, const PlayedStep& step, Date day, std::uint64_t done);
  Status write_payment_step(const OrderView& order, const PlayedStep& step, Date day, std::uint64_t done);
  Status transaction(db::mysql::Connection& connection, std::string_view kind, const std::string& statements);
  Status wait_until(Clock::time_point moment);
  void report_sometimes();

  db::mysql::Connection& orders_;
  db::mysql::Connection& payments_;
  const Completions& completions_;
  const Future& future_;
  std::optional<double> rate_;
  Latencies latencies_;
  std::uint64_t placed_ = 0;
  double behind_ = 0;
  Clock::time_point began_ = Clock::now(), day_began_ = began_, reported_ = began_;
};

}  // namespace techmarket::world
