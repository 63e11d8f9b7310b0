#include "ops/row_rules.h"

#include <charconv>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "sql/expression.h"

namespace techmarket::ops {
namespace {

/// Правила самої схеми для однієї таблиці.
class SchemaRules {
 public:
  SchemaRules(const Described& service, const schema::Table& table)
      : service_(service),
        table_(table),
        check_(service.name_of(table.name) + " keeps the rules of its DBML") {}

  std::vector<RowRule> take() {
    for (const auto& column : table_.columns) add_column(column);
    for (const auto& check : table_.checks) add_check(check);
    if (table_.column("created_at") && table_.column("updated_at"))
      rules_.push_back({.check = service_.path(table_.name, "updated_at") + " ≥ created_at",
                        .violation = "updated_at < created_at",
                        .text = "updated_at < created_at",
                        .columns = {"updated_at", "created_at"}});
    return std::move(rules_);
  }

 private:
  void add_column(const schema::Column& column) {
    const std::string name = service_.quoted(column.name);
    if (!column.nullable() && !column.increment)
      add(fmt::format("{} IS NULL", name), fmt::format("{} is NULL", column.name), {column.name});
    add_length(column, name);
    add_enum(column, name);
    for (const auto& check : column.checks) add_check(check);
  }

  void add_length(const schema::Column& column, const std::string& name) {
    const bool text = column.type.is("varchar") || column.type.is("char");
    if (!text || column.type.arguments.size() != 1 || !column.type.array.empty()) return;
    const std::string& limit = column.type.arguments[0];
    add(fmt::format("CHAR_LENGTH({}) > {}", name, limit),
        fmt::format("{} is longer than {} characters", column.name, limit), {column.name});
    // Ключі інших таблиць мають збігтися з первинним, тож досить його.
    if (service_.is_mysql() && column.primary_key && limit == "36")
      add(fmt::format(
              "{} COLLATE utf8mb4_bin NOT REGEXP '^[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}$'",
              name),
          fmt::format("{} is not a UUID", column.name), {column.name});
  }

  /// Живе значення поза переліком можливе після зміни схеми або режиму сервера.
  void add_enum(const schema::Column& column, const std::string& name) {
    const auto* values =
        service_.schema.find_enum({.schema = column.type.schema.value_or(std::string(schema::kDefaultSchema)),
                                   .name = column.type.name});
    if (!values) return;
    std::vector<std::string> allowed;
    for (const auto& value : values->values)
      allowed.push_back("'" + replace_all(value.name, "'", "''") + "'");
    const std::string kind = display_name(values->name);
    rules_.push_back(
        {.check = fmt::format("{} is one of {}", service_.path(table_.name, column.name), kind),
         .violation = fmt::format("{} NOT IN ({})", service_.is_mysql() ? "BINARY " + name : name + "::text",
                                  fmt::join(allowed, ", ")),
         .text = fmt::format("{} is not one of {}", column.name, kind),
         .columns = {column.name}});
  }

  /// Умову перевіряє сам сервер на живих рядках: обмеження могли вимкнути чи вилучити.
  void add_check(const schema::Check& check) {
    add(fmt::format("NOT ({})", check.expression), fmt::format("{} does not hold", check.expression),
        sql::expression_columns(check.expression, service_.service->engine));
  }

  void add(std::string violation, std::string text, std::vector<std::string> columns) {
    rules_.push_back({.check = check_,
                      .violation = std::move(violation),
                      .text = std::move(text),
                      .columns = std::move(columns)});
  }

  const Described& service_;
  const schema::Table& table_;
  const std::string check_;
  std::vector<RowRule> rules_;
};

/// Правило, якого схема не каже.
struct KnownRule {
  std::string_view service, table, check, violation, text;
  std::vector<std::string> columns;
  bool secret = false;
  bool generated = false;  ///< лише для світу generate
};

constexpr std::string_view kAddress = "is an address";
constexpr std::string_view kNoAddress = "email NOT REGEXP '^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:]]+$'";

// Порівняння utf8mb4_bin: назви алгоритму й параметрів PHC залежать від регістру. [$] — знак долара, а не
// кінець рядка, без зворотних скісних, які MySQL розбирає ще раз. Сіль 16 байтів, хеш 32 (RFC 9106, 4),
// пам'яті — щонайменше 8 КіБ.
constexpr std::string_view kNoPhc =
    "password_hash COLLATE utf8mb4_bin NOT REGEXP "
    "'^[$]argon2id[$]v=19[$]m=([89]|[1-9][0-9]+),t=[1-9][0-9]*,p=[1-9][0-9]*[$][A-Za-z0-9+/"
    "]{22}[$][A-Za-z0-9+/]{43}$'";

const std::vector<KnownRule>& known_rules() {
  static const std::vector<KnownRule> all = {
      {"auth-db", "auth_users", "email is an address", kNoAddress, "email is not an address", {"email"}},
      {"orders-db", "customers", "email is an address", kNoAddress, "email is not an address", {"email"}},
      {"orders-db", "employees", "email is an address", kNoAddress, "email is not an address", {"email"}},
      {"orders-db",
       "customers",
       "phone is an international number",
       "phone NOT REGEXP '^[+][1-9][0-9]{7,14}$'",
       "phone is not +… with 8 to 15 digits",
       {"phone"}},
      {"orders-db",
       "regions",
       "code is of ISO 3166-2:UA",
       "code COLLATE utf8mb4_bin NOT REGEXP '^UA-[0-9]{2}$'",
       "code is not of ISO 3166-2:UA",
       {"code"}},
      {"auth-db",
       "auth_credentials",
       "password_hash is a PHC string",
       kNoPhc,
       "password_hash is not '$argon2id$v=19$m=…,t=…,p=…$salt$hash'",
       {"password_hash"},
       true},
      {"auth-db",
       "auth_credentials",
       "password_hash is a PHC string",
       "algo COLLATE utf8mb4_bin <> 'argon2id'",
       "the hash is of argon2id, but algo says otherwise",
       {"algo"}},
      {"auth-db",
       "auth_credentials",
       "updated_at ≥ password_updated_at",
       "updated_at < password_updated_at",
       "updated_at < password_updated_at",
       {"updated_at", "password_updated_at"}},
      {"auth-db",
       "auth_tokens",
       "token_hash is a SHA-256",
       "token_hash COLLATE utf8mb4_bin NOT REGEXP '^[0-9a-f]{64}$'",
       "token_hash is not 64 lower-case hexadecimal digits",
       {"token_hash"},
       true},
      {"auth-db",
       "auth_tokens",
       "issued_at < expires_at",
       "issued_at >= expires_at",
       "issued_at ≥ expires_at",
       {"issued_at", "expires_at"}},
      {"auth-db",
       "auth_tokens",
       "last_used_at is within its term",
       "last_used_at < issued_at OR last_used_at > expires_at",
       "last_used_at is outside the term",
       {"issued_at", "last_used_at", "expires_at"}},
      {"auth-db",
       "auth_tokens",
       "ip is an address",
       "ip IS NOT NULL AND INET6_ATON(ip) IS NULL",
       "ip is not an address",
       {"ip"}},
      {"orders-db",
       "order_items",
       "discount ≤ unit_price × quantity",
       "discount > unit_price * quantity",
       "discount > unit_price × quantity",
       {"discount", "unit_price", "quantity"}},
      {"orders-db", "order_items", "unit_cost ≥ 0", "unit_cost < 0", "unit_cost < 0", {"unit_cost"}},
      {"orders-db",
       "orders",
       "created_at = order_date",
       "created_at <> order_date",
       "created_at ≠ order_date",
       {"created_at", "order_date"},
       false,
       true},
      {"payments-db", "payments", "amount > 0", "amount <= 0", "amount ≤ 0", {"amount"}},
      {"dwh-db",
       "fact_sales",
       "margin = revenue − discount_amount − cost",
       "margin <> revenue - discount_amount - cost",
       "margin ≠ revenue − discount_amount − cost",
       {"margin", "revenue", "discount_amount", "cost"}},
      {"dwh-db",
       "runs",
       "row is possible",
       "status NOT IN ('running', 'succeeded', 'failed', 'interrupted') OR mode NOT IN ('first', 'full', "
       "'incremental') OR finished_at < started_at OR (finished_at IS NULL) <> (status = 'running') OR "
       "least(rows_read, facts_inserted, facts_updated, facts_deleted, facts_loaded, dimension_rows_changed) "
       "< 0",
       "no run could have written this",
       {"mode", "status", "started_at", "finished_at", "rows_read", "facts_inserted", "facts_updated",
        "facts_deleted", "facts_loaded", "dimension_rows_changed"}}};
  return all;
}

/// Час події лежить у світі. Рядки, додані згодом руками, мають теперішній час, тож верхня межа — пізніша
/// з двох; доба запасу — на часові пояси.
void add_time_rules(const Described& service, const schema::Table& table, const GeneratedWorld& world,
                    std::vector<RowRule>& rules) {
  for (const auto& column : table.columns) {
    if (!column.type.is("datetime") && !column.type.is("date")) continue;
    const std::string name = service.quoted(column.name);
    // Строк дії сеансу — не подія: він закінчується після світу.
    const std::string_view slack = column.name == "expires_at" ? "31 DAY" : "0 DAY";
    rules.push_back(
        {.check = service.name_of(table.name) + " times are within the world",
         .violation = fmt::format(
             "{0} < '{1}' OR {0} >= GREATEST('{2}', UTC_TIMESTAMP() + INTERVAL 1 DAY) + INTERVAL {3}", name,
             world.founded, world.end, slack),
         .text = fmt::format("{} is outside {} … {}", column.name, world.founded, world.end),
         .columns = {column.name}});
  }
}

}  // namespace

std::vector<RowRule> row_rules(const Described& service, const schema::Table& table,
                               const GeneratedWorld* world) {
  auto rules = SchemaRules(service, table).take();
  for (const auto& known : known_rules()) {
    if (known.service != service.service->name || known.table != table.name.name) continue;
    if (known.generated && !world) continue;
    rules.push_back({.check = fmt::format("{}.{}", service.name_of(table.name), known.check),
                     .violation = std::string(known.violation),
                     .text = std::string(known.text),
                     .columns = known.columns,
                     .secret = known.secret});
  }
  if (world && service.is_mysql()) add_time_rules(service, table, *world, rules);
  return rules;
}

}  // namespace techmarket::ops
