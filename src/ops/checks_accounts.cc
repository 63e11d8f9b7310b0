#include <fmt/format.h>

#include "ops/checks.h"
#include "ops/cursor.h"
#include "world/accounts.h"

namespace techmarket::ops {
namespace {

std::string text(const std::optional<std::string>& value) {
  return value.value_or("NULL");
}

/// Люди, які мають входити: таблиця бази замовлень і стовпець облікового запису, що на неї вказує.
struct People {
  std::string_view table, reference;
  std::string_view since;  ///< коли людина з'явилася
  bool employees;
};

constexpr People kCustomers{"customers", "customer_id", "created_at", false};
constexpr People kEmployees{"employees", "employee_id", "hired_at", true};

/// Облікові записи проти людей, яким вони належать. Людину, якої немає, покаже перевірка посилань.
class AccountComparison {
 public:
  AccountComparison(const Subject& subject, const People& people)
      : world_(subject.world ? &*subject.world : nullptr),
        auth_(subject.services.at("auth-db")),
        orders_(subject.services.at("orders-db")),
        people_(people) {}

  Result<std::vector<CheckResult>> run() {
    TM_ASSIGN(const auto users, Cursor::open(*auth_.service, users_sql()));
    TM_ASSIGN(const auto persons,
              Cursor::open(*orders_.service,
                           fmt::format("SELECT id, email, DATE({}), {} FROM {} ORDER BY id", people_.since,
                                       people_.employees ? "is_manager" : "0", people_.table)));
    TM_TRY(merge(*users, *persons,
                 {.visit = [this](const Row* user, const Row* person) { visit(user, person); }}));
    std::vector<CheckResult> results;
    for (auto* findings : {&emails_, &missing_, &since_, &managers_}) {
      if (findings == &managers_ && !people_.employees) continue;
      if (findings == &since_ && !world_) continue;
      findings->confirm(fmt::format("{} accounts compared", compared_));
      results.push_back(std::move(*findings).result());
    }
    return results;
  }

 private:
  std::string users_sql() const {
    return fmt::format(
        "SELECT u.{0}, u.email, u.id, DATE(u.created_at), EXISTS (SELECT 1 FROM user_roles h JOIN roles r ON "
        "r.id "
        "= h.role_id WHERE h.user_id = u.id AND r.name = 'BI_VIEWER') FROM auth_users u WHERE u.{0} IS NOT "
        "NULL "
        "ORDER BY u.{0}, u.id",
        people_.reference);
  }

  void visit(const Row* user, const Row* person) {
    if (!person) return;
    const std::string who = fmt::format("{} id {}", people_.table, text((*person)[0]));
    if (!user) {
      if (!has_left((*person)[0])) missing_.add(who + " has no account");
      return;
    }
    ++compared_;
    const std::string account = fmt::format("auth_users id {}", text((*user)[2]));
    if ((*user)[1] != (*person)[1])
      emails_.add(
          fmt::format("{}: email {}, but {} has {}", account, shown((*user)[1]), who, shown((*person)[1])));
    if ((*user)[3] != (*person)[2])
      since_.add(fmt::format("{}: created on {}, but {} is here since {}", account, text((*user)[3]), who,
                             text((*person)[2])));
    if (people_.employees && (*user)[4] != (*person)[3])
      managers_.add(fmt::format("{}: {} BI_VIEWER, but {} is {} manager", account,
                                (*user)[4] == "1" ? "has" : "has not", who,
                                (*person)[3] == "1" ? "a" : "no"));
  }

  /// Клієнт, що видалив обліковий запис, лишається клієнтом заради своїх замовлень.
  bool has_left(const std::optional<std::string>& id) const {
    const auto person = id ? parse_uuid(*id) : std::nullopt;
    return world_ && person && world_->closed.contains(*person);
  }

  const GeneratedWorld* world_;
  const Described& auth_;
  const Described& orders_;
  const People& people_;
  Findings emails_{fmt::format("{}.auth_users.email = {}.{}.email", auth_.service->database,
                               orders_.service->database, people_.table)};
  Findings missing_{fmt::format("{}.{} have accounts", orders_.service->database, people_.table)};
  Findings since_{fmt::format("{}.auth_users.created_at = {}.{}.{}", auth_.service->database,
                              orders_.service->database, people_.table, people_.since)};
  Findings managers_{fmt::format("{}.auth_users BI_VIEWER = {}.employees.is_manager", auth_.service->database,
                                 orders_.service->database)};
  std::int64_t compared_ = 0;
};

/// Клієнт має роль CUSTOMER, працівник — SALES (керівник ще BI_VIEWER), а без людини лише адміністратор.
std::string wrong_roles_sql() {
  return fmt::format(R"(
    SELECT u.id, u.email, u.customer_id, u.employee_id,
           COALESCE(GROUP_CONCAT(r.name ORDER BY CAST(r.name AS CHAR) SEPARATOR ' '), '') AS held, 1
    FROM auth_users u LEFT JOIN user_roles h ON h.user_id = u.id LEFT JOIN roles r ON r.id = h.role_id
    GROUP BY u.id, u.email, u.customer_id, u.employee_id
    HAVING NOT CASE WHEN u.customer_id IS NOT NULL AND u.employee_id IS NOT NULL THEN 0
                    WHEN u.customer_id IS NOT NULL THEN held = 'CUSTOMER'
                    WHEN u.employee_id IS NOT NULL THEN held IN ('SALES', 'BI_VIEWER SALES')
                    ELSE held = 'ADMIN' AND u.email = '{}' END
    ORDER BY u.id)",
                     world::kAdminEmail);
}

std::string describe_wrong_roles(db::RowView row) {
  const bool customer = !db::is_null(row[2]), employee = !db::is_null(row[3]);
  const std::string who = fmt::format("auth_users id {} ({})", row[0], row[1]);
  if (customer && employee)
    return fmt::format("{} is of customer {} and of employee {} at once", who, row[2], row[3]);
  if (!customer && !employee && row[1] != world::kAdminEmail)
    return fmt::format("{} is of no customer and of no employee, and is not {}", who, world::kAdminEmail);
  return fmt::format("{}, {}, has {}", who,
                     customer   ? "a customer"
                     : employee ? "an employee"
                                : "the administrator",
                     row[4].empty() ? std::string("no role") : fmt::format("the roles {}", row[4]));
}

// Сеанс видано чинним записом і чинним паролем, і дозволів у нього не більше, ніж у власника.
constexpr std::string_view kWrongTokens = R"(
  SELECT id, user_id, reason, 1 FROM (
    SELECT t.id, t.user_id, CASE
      WHEN t.issued_at < u.created_at THEN 'issued before the account was created'
      WHEN u.status <> 'active' AND NOT t.revoked THEN 'not revoked, but the account is not active'
      WHEN t.issued_at < c.password_updated_at AND NOT t.revoked THEN 'not revoked, but older than the password'
      WHEN FIND_IN_SET('admin', t.scopes) AND (u.customer_id IS NOT NULL OR u.employee_id IS NOT NULL)
        THEN 'has the scope admin, but the account is of a person'
      WHEN (FIND_IN_SET('customers:read', t.scopes) OR FIND_IN_SET('reports:read', t.scopes))
        AND u.customer_id IS NOT NULL THEN 'has the scopes of an employee, but the account is of a customer'
      END AS reason
    FROM auth_tokens t JOIN auth_users u ON u.id = t.user_id
    LEFT JOIN auth_credentials c ON c.user_id = u.id) tokens
  WHERE reason IS NOT NULL ORDER BY id)";

CheckGroup one_account_each(const Described& auth, std::string_view reference) {
  return violations_by_query(
      auth, fmt::format("{}.auth_users.{} has one account", auth.service->database, reference),
      {.name = "auth_users"},
      fmt::format("SELECT {0}, MIN(id), MAX(id), COUNT(*) FROM auth_users WHERE {0} IS NOT NULL GROUP BY {0} "
                  "HAVING COUNT(*) > 1 ORDER BY {0}",
                  reference),
      [reference](db::RowView row) {
        return fmt::format("{} {} has {} accounts: auth_users id {}, {}", reference, row[0], row[3], row[1],
                           row[2]);
      });
}

}  // namespace

std::vector<CheckGroup> account_checks(const Subject& subject) {
  const Described& auth = subject.services.at("auth-db");
  const std::string base = auth.service->database;
  const auto people = [&](const People& one) {
    return CheckGroup{fmt::format("accounts of {}", one.table),
                      [&subject, &one] { return AccountComparison(subject, one).run(); }};
  };
  return {
      violations_by_query(
          auth, base + ".auth_users has one credential", {.name = "auth_users"},
          "SELECT u.id, COUNT(c.user_id), 1 FROM auth_users u LEFT JOIN auth_credentials c ON c.user_id = "
          "u.id GROUP BY u.id HAVING COUNT(c.user_id) <> 1 ORDER BY u.id",
          [](db::RowView row) { return fmt::format("auth_users id {} has {} credentials", row[0], row[1]); }),
      // Однакова сіль — скопійований хеш: у кожного запису вона своя.
      violations_by_query(
          auth, base + ".auth_credentials salts are unique", {.name = "auth_credentials"},
          "SELECT MIN(user_id), MAX(user_id), COUNT(*) FROM auth_credentials GROUP BY SUBSTRING_INDEX("
          "SUBSTRING_INDEX(password_hash COLLATE utf8mb4_bin, '$', 5), '$', -1) HAVING COUNT(*) > 1 ORDER BY "
          "1",
          [](db::RowView row) {
            return fmt::format("{} credentials share a salt: of user_id {} and {}", row[2], row[0], row[1]);
          }),
      violations_by_query(auth, base + ".auth_users have the roles of their person", {.name = "auth_users"},
                          wrong_roles_sql(), describe_wrong_roles),
      one_account_each(auth, "customer_id"),
      one_account_each(auth, "employee_id"),
      people(kCustomers),
      people(kEmployees),
      violations_by_query(auth, base + ".auth_tokens fit their account", {.name = "auth_tokens"},
                          std::string(kWrongTokens),
                          [](db::RowView row) {
                            return fmt::format("auth_tokens id {} of user_id {}: {}", row[0], row[1], row[2]);
                          }),
  };
}

}  // namespace techmarket::ops
