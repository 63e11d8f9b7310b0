#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "ops/checks.h"
#include "ops/cursor.h"

namespace techmarket::ops {
namespace {

bool is_sold(const std::optional<std::string>& status) {
  return status && std::ranges::find(kSoldStatuses, *status) != kSoldStatuses.end();
}

/// Зведення рядків кожного замовлення за зростанням order_id. Таблицю читають підряд і сортують: індекс за
/// order_id вів би до рядків урозкид, і десятки мільйонів рядків тривали б не хвилину, а понад чверть години.
/// CONCAT саме й не дає його взяти.
std::string by_order(std::string_view values, std::string_view table) {
  return fmt::format(
      "SELECT SQL_BIG_RESULT CONCAT(order_id) AS of_order, {} FROM {} GROUP BY of_order ORDER BY of_order",
      values, table);
}

/// Суми приходять із серверів як decimal того самого масштабу, тож рівні числа — рівні тексти.
Result<std::vector<CheckResult>> compare_totals(const Described& orders) {
  Findings findings(orders.service->database + ".orders.total_amount = Σ order_items");
  TM_ASSIGN(const auto left,
            Cursor::open(*orders.service,
                         "SELECT id, CAST(total_amount AS DECIMAL(30,2)) FROM orders ORDER BY id"));
  TM_ASSIGN(
      const auto right,
      Cursor::open(*orders.service,
                   by_order("CAST(SUM(unit_price * quantity - discount) AS DECIMAL(30,2))", "order_items")));
  std::int64_t compared = 0;
  TM_TRY(merge(*left, *right, {.visit = [&](const Row* order, const Row* items) {
    if (!order) return;  // рядки без замовлення показує перевірка посилань
    ++compared;
    const std::string id = order->front().value_or("NULL");
    if (!items)
      findings.add(fmt::format("order {} has no items", id));
    else if ((*order)[1] != (*items)[1])
      findings.add(fmt::format("order {}: total_amount {}, items give {}", id, shown((*order)[1]),
                               shown((*items)[1])));
  }}));
  findings.confirm(fmt::format("{} orders compared", with_thousands(compared)));
  std::vector<CheckResult> results;
  results.push_back(std::move(findings).result());
  return results;
}

/// Оплати проти замовлень: одна оплата на суму кожного проданого, жодної — для нового чи скасованого; не
/// раніше за нього й не пізніше за його останню зміну.
Result<std::vector<CheckResult>> compare_payments(const Described& orders, const Described& payments) {
  const std::string& from = payments.service->database;
  const std::string& to = orders.service->database;
  Findings amounts(fmt::format("{}.payments.amount = {}.orders.total_amount", from, to));
  Findings times(fmt::format("{}.payments.paid_at ≥ {}.orders.order_date", from, to));
  Findings changes(fmt::format("{}.payments.paid_at ≤ {}.orders.updated_at", from, to));
  TM_ASSIGN(
      const auto left,
      Cursor::open(*orders.service,
                   "SELECT id, status, CAST(total_amount AS DECIMAL(30,2)), order_date, updated_at FROM "
                   "orders ORDER BY id"));
  TM_ASSIGN(const auto right,
            Cursor::open(*payments.service, by_order("COUNT(*), CAST(SUM(amount) AS DECIMAL(30,2)), "
                                                     "MIN(paid_at), MAX(paid_at), MIN(id), MAX(id)",
                                                     "payments")));
  std::int64_t compared = 0;
  TM_TRY(merge(*left, *right, {.visit = [&](const Row* order, const Row* paid) {
    if (!order) return;
    ++compared;
    const std::string id = order->front().value_or("NULL");
    const std::string status = (*order)[1].value_or("NULL");
    if (!is_sold((*order)[1])) {
      if (paid)
        amounts.add(fmt::format("order {} is {}, but has a payment of {}: payments id {}", id, status,
                                shown((*paid)[2]), shown((*paid)[5])));
      return;
    }
    if (!paid) return amounts.add(fmt::format("order {} is {}, but has no payment", id, status));
    if ((*paid)[1] != "1")
      amounts.add(fmt::format("order {} has {} payments: payments id {}, {}", id, (*paid)[1].value_or(""),
                              shown((*paid)[5]), shown((*paid)[6])));
    else if ((*paid)[2] != (*order)[2])
      amounts.add(
          fmt::format("order {}: total_amount {}, paid {}", id, shown((*order)[2]), shown((*paid)[2])));
    // Час у вигляді «РРРР-ММ-ДД ГГ:ХХ:СС» порівнюється як текст.
    if ((*paid)[3] < (*order)[3])
      times.add(fmt::format("order {} of {} was paid at {}: payments id {}", id, shown((*order)[3]),
                            shown((*paid)[3]), shown((*paid)[5])));
    if ((*paid)[4] > (*order)[4])
      changes.add(fmt::format("order {} was last changed at {}, but paid at {}: payments id {}", id,
                              shown((*order)[4]), shown((*paid)[4]), shown((*paid)[6])));
  }}));
  std::vector<CheckResult> results;
  for (auto* findings : {&amounts, &times, &changes}) {
    findings->confirm(fmt::format("{} orders compared", with_thousands(compared)));
    results.push_back(std::move(*findings).result());
  }
  return results;
}

/// Замовлення не раніше за реєстрацію клієнта і найм працівника.
Result<std::vector<CheckResult>> compare_people(const Described& orders) {
  const std::string base = orders.service->database;
  Findings customers(fmt::format("{0}.orders.order_date ≥ {0}.customers.created_at", base));
  Findings employees(fmt::format("{0}.orders.order_date ≥ {0}.employees.hired_at", base));
  // Замовлення підряд, люди з кешу; навпаки кожне замовлення сервер шукав би окремо.
  TM_TRY(orders.stream(
      "SELECT o.id, o.order_date, c.created_at, e.hired_at, o.order_date < c.created_at, o.order_date < "
      "e.hired_at FROM orders o STRAIGHT_JOIN customers c ON c.id = o.customer_id STRAIGHT_JOIN employees "
      "e ON e.id = o.employee_id WHERE o.order_date < c.created_at OR o.order_date < e.hired_at ORDER BY "
      "o.id",
      [&](db::RowView row) -> Status {
        const std::string order = fmt::format("order {} of {}", row[0], row[1]);
        if (row[4] == "1") customers.add(fmt::format("{}: its customer signed up at {}", order, row[2]));
        if (row[5] == "1") employees.add(fmt::format("{}: its employee was hired on {}", order, row[3]));
        return {};
      }));
  std::vector<CheckResult> results;
  for (auto* findings : {&customers, &employees}) {
    findings->confirm(orders.rows_text({.name = "orders"}));
    results.push_back(std::move(*findings).result());
  }
  return results;
}

}  // namespace

std::vector<CheckGroup> money_checks(const Subject& subject) {
  const Described& orders = subject.services.at("orders-db");
  const Described& payments = subject.services.at("payments-db");
  return {{"totals of the orders", [&orders] { return compare_totals(orders); }},
          {"payments of the orders", [&orders, &payments] { return compare_payments(orders, payments); }},
          {"people of the orders", [&orders] { return compare_people(orders); }}};
}

}  // namespace techmarket::ops
