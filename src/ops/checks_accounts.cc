#include <fmt/format.h>

#include "ops/checks.h"
#include "ops/cursor.h"

namespace techmarket::ops {
namespace {

/// Адреса облікового запису проти адреси людини, якій він належить. Людину, якої немає, покаже перевірка
/// посилань.
Result<std::vector<CheckResult>> compare_emails(const Described& auth, const Described& orders,
                                                std::string_view reference, std::string_view people) {
  Findings findings(fmt::format("{}.auth_users.email = {}.{}.email", auth.service->database,
                                orders.service->database, people));
  TM_ASSIGN(
      const auto users,
      Cursor::open(*auth.service,
                   fmt::format("SELECT {0}, email, id FROM auth_users WHERE {0} IS NOT NULL ORDER BY {0}, id",
                               reference)));
  TM_ASSIGN(const auto persons,
            Cursor::open(*orders.service, fmt::format("SELECT id, email FROM {} ORDER BY id", people)));
  std::int64_t compared = 0;
  TM_TRY(merge(*users, *persons, {.visit = [&](const Row* user, const Row* person) {
    if (!user || !person) return;
    ++compared;
    if ((*user)[1] != (*person)[1])
      findings.add(fmt::format("auth_users id {}: email {}, but {} id {} has {}", (*user)[2].value_or("NULL"),
                               shown((*user)[1]), people, (*person)[0].value_or("NULL"),
                               shown((*person)[1])));
  }}));
  findings.confirm(fmt::format("{} accounts compared", compared));
  std::vector<CheckResult> results;
  results.push_back(std::move(findings).result());
  return results;
}

// Порівняння utf8mb4_bin: назви алгоритму й параметрів PHC залежать від регістру. [$] — знак долара, а не
// кінець рядка, без зворотних скісних, які MySQL розбирає ще раз.
constexpr std::string_view kWrongHashes = R"(
  SELECT id, algo, well_formed, 1 FROM (
    SELECT id, algo, COALESCE(password_hash COLLATE utf8mb4_bin REGEXP
      '^[$]argon2id[$]v=[0-9]+[$]m=[0-9]+,t=[0-9]+,p=[0-9]+[$][A-Za-z0-9+/]+[$][A-Za-z0-9+/]+$', 0) AS well_formed
    FROM auth_credentials) hashes
  WHERE NOT well_formed OR COALESCE(algo COLLATE utf8mb4_bin, '') <> 'argon2id' ORDER BY id)";

/// Сам хеш не показується: звіт читають і ті, кому таблицю паролів закрито.
std::string describe_wrong_hash(db::RowView row) {
  if (row[2] == "0")
    return fmt::format("credential {}: password_hash is not '$argon2id$v=…$m=…,t=…,p=…$salt$hash'", row[0]);
  return fmt::format("credential {}: algo is '{}', but the hash is of argon2id", row[0], row[1]);
}

}  // namespace

std::vector<CheckGroup> account_checks(const Services& services) {
  const Described& auth = services.at("auth-db");
  const Described& orders = services.at("orders-db");
  const std::string base = auth.service->database;
  return {
      violations_by_query(
          auth, base + ".auth_users.email is unique",
          "SELECT email, COUNT(*) FROM auth_users GROUP BY email HAVING COUNT(*) > 1 ORDER BY email",
          [](db::RowView row) { return fmt::format("email '{}' in {} rows", row[0], row[1]); }),
      violations_by_query(
          auth, base + ".auth_users has one credential",
          "SELECT u.id, COUNT(c.user_id), 1 FROM auth_users u LEFT JOIN auth_credentials c ON c.user_id = "
          "u.id "
          "GROUP BY u.id HAVING COUNT(c.user_id) <> 1 ORDER BY u.id",
          [](db::RowView row) { return fmt::format("user {} has {} credentials", row[0], row[1]); }),
      violations_by_query(auth, base + ".auth_credentials.password_hash is a PHC string",
                          std::string(kWrongHashes), describe_wrong_hash),
      violations_by_query(auth, base + ".auth_users has a role",
                          "SELECT u.id, 1 FROM auth_users u LEFT JOIN user_roles r ON r.user_id = u.id "
                          "WHERE r.user_id IS NULL ORDER BY u.id",
                          [](db::RowView row) { return fmt::format("user {} has no role", row[0]); }),
      [&auth, &orders] { return compare_emails(auth, orders, "customer_id", "customers"); },
      [&auth, &orders] { return compare_emails(auth, orders, "employee_id", "employees"); },
      violations_by_query(
          auth, base + ".auth_tokens.issued_at ≤ expires_at",
          "SELECT id, issued_at, expires_at, 1 FROM auth_tokens WHERE issued_at > expires_at ORDER BY id",
          [](db::RowView row) {
            return fmt::format("token {}: issued {}, expires {}", row[0], row[1], row[2]);
          }),
  };
}

}  // namespace techmarket::ops
