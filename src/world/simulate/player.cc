#include "world/simulate/player.h"

#include <algorithm>
#include <thread>
#include <tuple>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "db/deadlock.h"
#include "rows/mysql_loader.h"
#include "world/simulate/statements.h"

namespace techmarket::world {
namespace {

using namespace std::chrono_literals;

/// INSERT усіх рядків буфера одним оператором.
std::string insert_sql(const NewRows& added) {
  std::string sql = rows::insert_head(db::mysql::quote_name(added.table), added.columns);
  for (std::string_view rows = added.rows.bytes(); !rows.empty();) {
    rows::append_values(rows::take_row(rows), sql);
    sql += rows.empty() ? ';' : ',';
  }
  return sql;
}

}  // namespace

std::vector<PlayedStep> steps_of(const Future& future, const DayChanges& changes) {
  std::vector<PlayedStep> steps;
  const OrderModel& orders = future.world().orders;
  for (const OrderChange& change : changes.orders) {
    const LifeLine life = orders.life(change.order, to_timestamp(orders.placed(change.order).ms));
    for (std::uint32_t event = change.before; event < change.after; ++event) {
      const bool paid = life.after(event + 1).paid.has_value();
      const bool was_paid = event > 0 && life.after(event).paid.has_value();
      steps.push_back({.at = life.events[event].at,
                       .order = change.order,
                       .event = event,
                       .pays = paid && !was_paid,
                       .refunds = was_paid && !paid});
    }
  }
  std::ranges::sort(steps, {},
                    [](const PlayedStep& step) { return std::tuple(step.at, step.order, step.event); });
  return steps;
}

Player::Player(db::mysql::Connection& orders, db::mysql::Connection& payments, const Completions& completions,
               const Future& future, std::optional<double> rate)
    : orders_(orders), payments_(payments), completions_(completions), future_(future), rate_(rate) {}

Status Player::play(const DayChanges& changes, std::optional<std::uint64_t> orders_done,
                    std::optional<std::uint64_t> payments_done) {
  const std::vector<PlayedStep> steps = steps_of(future_, changes);
  const Date day = future_.world().window.date(changes.day);
  const auto places = std::ranges::count(steps, 0u, &PlayedStep::event);
  // Події рівномірно заповнюють час, за який з потрібною частотою з'явилися б нові замовлення дня.
  const std::chrono::duration<double> day_lasts(rate_ ? static_cast<double>(places) / *rate_ : 0);
  const std::uint64_t orders_first = orders_done.value_or(steps.size());
  std::uint64_t payment = 0;
  const std::uint64_t payments_first = payments_done.value_or(UINT64_MAX);
  for (std::uint64_t number = 0; number < steps.size(); ++number) {
    const PlayedStep& step = steps[number];
    const bool money = step.pays || step.refunds;
    const bool writes_order = number >= orders_first, writes_payment = money && payment >= payments_first;
    payment += money ? 1 : 0;
    if (!writes_order && !writes_payment) continue;
    TM_TRY(wait_until(day_began_ +
                      std::chrono::duration_cast<Clock::duration>(
                          day_lasts * (static_cast<double>(number) / static_cast<double>(steps.size())))));
    const OrderView order = future_.view(step.order, step.event + 1);
    if (writes_order) TM_TRY(write_order_step(order, step, day, number + 1));
    if (writes_payment) TM_TRY(write_payment_step(order, step, day, payment));
    report_sometimes();
  }
  day_began_ += std::chrono::duration_cast<Clock::duration>(day_lasts);
  TM_TRY(orders_.execute(played_sql(day, {})));
  return payments_.execute(played_sql(day, {}));
}

Status Player::write_order_step(const OrderView& order, const PlayedStep& step, Date day,
                                std::uint64_t done) {
  const World& world = future_.world();
  if (step.event == 0) {
    NewRows head = new_orders(), items = new_items();
    add_order(world, order, head, items);
    for (NewRows* rows : {&head, &items}) TM_TRY(complete(completions_, orders_.endpoint().service, *rows));
    ++placed_;
    return transaction(orders_, "place_order", insert_sql(head) + insert_sql(items) + played_sql(day, done));
  }
  return transaction(
      orders_, "change_status",
      fmt::format("UPDATE orders SET status = '{}', updated_at = '{}' WHERE id = '{}';{}",
                  to_string(order.life.status), to_string(order.updated),
                  to_string(world.orders.id(order.index, order.event)), played_sql(day, done)));
}

Status Player::write_payment_step(const OrderView& order, const PlayedStep& step, Date day,
                                  std::uint64_t done) {
  const World& world = future_.world();
  std::string sql;
  if (step.refunds) {
    sql = fmt::format("DELETE FROM payments WHERE order_id = '{}';",
                      to_string(world.orders.id(order.index, order.event)));
  } else if (order.payments > 0) {
    NewRows rows = new_payments();
    add_payments(world, order, rows);
    TM_TRY(complete(completions_, payments_.endpoint().service, rows));
    sql = insert_sql(rows);
  }
  return transaction(payments_, step.refunds ? "refund" : "pay", sql + played_sql(day, done));
}

Status Player::transaction(db::mysql::Connection& connection, std::string_view kind,
                           const std::string& statements) {
  const auto start = Clock::now();
  // Один обмін із сервером: так транзакцію надсилає і звичайний застосунок із пулом з'єднань.
  const auto send = [&] { return connection.execute_script("START TRANSACTION;" + statements + ";COMMIT"); };
  if (Status done = db::retry_deadlocks(send, [&] { return connection.execute("ROLLBACK"); }); !done) {
    (void)connection.execute("ROLLBACK");
    return done;
  }
  latencies_.add(kind, Clock::now() - start);
  return {};
}

Status Player::wait_until(Clock::time_point moment) {
  TM_TRY(check_interrupted());
  if (!rate_) return {};
  constexpr auto kGlance = 20ms;  // так швидко помічаємо Ctrl-C
  for (auto now = Clock::now(); now < moment; now = Clock::now()) {
    TM_TRY(check_interrupted());
    std::this_thread::sleep_for(std::min<Clock::duration>(kGlance, moment - now));
  }
  behind_ = std::max(behind_, std::chrono::duration<double>(Clock::now() - moment).count());
  return {};
}

void Player::report_sometimes() {
  constexpr auto kPeriod = 5s;
  const auto now = Clock::now();
  if (!rate_ || now - reported_ < kPeriod) return;
  reported_ = now;
  const Percentiles all = latencies_.all();
  spdlog::info("{} orders, {:.1f}/s; {} transactions, p50 {:.2f} ms, p95 {:.2f} ms, p99 {:.2f} ms", placed_,
               static_cast<double>(placed_) / std::chrono::duration<double>(now - began_).count(), all.count,
               all.p50, all.p95, all.p99);
}

}  // namespace techmarket::world
