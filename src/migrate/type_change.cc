#include "migrate/type_change.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ddl/syntax.h"
#include "sql/lossless.h"
#include "sql/type_shape.h"

namespace techmarket::migrate {
namespace {

using schema::Dialect;
using schema::Type;
using Kind = sql::Family;
using Shape = sql::TypeShape;

class Assessment {
 public:
  Assessment(const sql::TypeOf& from, const sql::TypeOf& to, std::string column, Dialect dialect)
      : from_(sql::shape_of(from, dialect)),
        to_(sql::shape_of(to, dialect)),
        syntax_(ddl::make_syntax(dialect)),
        column_(std::move(column)),
        dialect_(dialect),
        mysql_(dialect == Dialect::mysql) {}

  TypeChange run() {
    find_misfits();
    require_permission();
    find_rewrite();
    change_.needs_cast = !mysql_ && needs_cast();
    change_.becomes_text = !mysql_ && to_.kind == Kind::text && from_.kind != Kind::text;
    return std::move(change_);
  }

 private:
  void misfit(std::string condition, std::string problem) {
    change_.misfits.push_back({.condition = std::move(condition), .problem = std::move(problem)});
  }
  /// Значення, яке сервер мовчки змінить.
  void lossy(std::string condition, std::string problem) {
    constexpr std::string_view kRows = "rows ";
    add(Danger::data_loss, "the server rounds or cuts values that " + problem.substr(kRows.size()));
    change_.misfits.push_back(
        {.condition = std::move(condition), .problem = std::move(problem), .waived_by = Danger::data_loss});
  }
  void add(Danger danger, std::string reason) {
    Hazard hazard{danger, std::move(reason)};
    if (std::ranges::find(change_.hazards, hazard) == change_.hazards.end())
      change_.hazards.push_back(std::move(hazard));
  }

  /// Значення як текст.
  std::string as_text() const {
    if (from_.kind == Kind::text) return column_;
    return mysql_ ? fmt::format("CAST({} AS CHAR)", column_) : column_ + "::text";
  }
  std::string not_like(std::string_view pattern) const {
    return fmt::format("{} {} '{}'", column_, mysql_ ? "NOT REGEXP" : "!~", pattern);
  }

  /// Умова лише для рядків, текст яких має цей вигляд: решту не можна й перетворити.
  std::string where_like(std::string_view pattern, const std::string& condition) const {
    return fmt::format("CASE WHEN {} {} '{}' THEN {} ELSE FALSE END", column_, mysql_ ? "REGEXP" : "~",
                       pattern, condition);
  }
  std::string as_number() const {
    return mysql_ ? fmt::format("CAST({} AS DECIMAL(65,10))", column_) : column_ + "::numeric";
  }

  /// Невідоме перетворення губить. Приклад загубленого lossy() уже назвала.
  void require_permission() {
    if (from_.array || to_.array ? array_keeps() : sql::keeps_every_value(from_, to_, dialect_)) return;
    if (std::ranges::any_of(change_.hazards, [](const auto& one) { return one.danger == Danger::data_loss; }))
      return;
    const bool alike = from_.base == to_.base && from_.array == to_.array;
    add(Danger::data_loss, alike ? fmt::format("not every value of {} is proven to stay the same", from_.base)
                                 : fmt::format("{} and {} are unlike: the server converts what it can",
                                               title(from_), title(to_)));
  }

  static std::string title(const Shape& shape) { return shape.base + (shape.array ? "[]" : ""); }

  /// Елементи масиву перевірити нічим, тож вони мусять вміститися всі. Члени переліку перевіряє запит.
  bool array_keeps() const {
    if (from_.array != to_.array) return false;
    if (to_.kind == Kind::enumeration) return from_.kind == Kind::enumeration;
    Assessment element(*this);
    element.change_ = {};
    element.from_.array = element.to_.array = false;
    element.find_misfits();
    return element.change_.misfits.empty() && sql::keeps_every_value(element.from_, element.to_, dialect_);
  }

  void find_misfits() {
    if (from_.array || to_.array) {
      if (from_.kind == Kind::enumeration && to_.kind == Kind::enumeration && from_.array && to_.array &&
          !keeps_members())
        misfit(fmt::format("EXISTS (SELECT 1 FROM unnest({}) AS member WHERE member::text NOT IN ({}))",
                           column_, member_list()),
               fmt::format("rows hold what is none of {}", fmt::join(to_.values, ", ")));
      return;
    }
    switch (to_.kind) {
      case Kind::integer:
        return to_integer();
      case Kind::decimal:
        return to_decimal();
      case Kind::text:
        return to_text();
      case Kind::date:
        return to_date();
      case Kind::moment:
        return to_moment();
      case Kind::enumeration:
        return to_enumeration();
      case Kind::boolean:
        return to_boolean();
      case Kind::real:
        return to_real();
      case Kind::time:
        if (from_.base == to_.base && from_.fraction > to_.fraction)
          lossy(fmt::format("{0} <> CAST({0} AS {2}({1}))", column_, to_.fraction, to_.base),
                fmt::format("rows have more than {} digits of a second", to_.fraction));
        return;
      case Kind::set:
        return to_set();
      case Kind::json:
        if (from_.kind == Kind::text && mysql_)
          misfit(fmt::format("NOT JSON_VALID({})", column_), "rows are not JSON");
        return;
      case Kind::uuid:
        if (from_.kind == Kind::text)
          misfit(fmt::format("{} !~* '^[0-9a-f]{{8}}(-?[0-9a-f]{{4}}){{3}}-?[0-9a-f]{{12}}$'", column_),
                 "rows are not UUIDs");
        return;
      case Kind::bits:
        return to_bits();
      case Kind::bytes:
        return to_bytes();
      default:
        return;
    }
  }

  void range(const std::string& value) {
    misfit(fmt::format("{0} < {1} OR {0} > {2}", value, to_.min, to_.max),
           fmt::format("rows are outside {}..{}", to_.min, to_.max));
  }

  void to_integer() {
    if (from_.kind == Kind::integer) {
      const bool fits = from_.digits <= to_.digits && (from_.min == "0") >= (to_.min == "0") &&
                        !(from_.min == "0" && to_.min != "0" && from_.digits == to_.digits);
      if (!fits && from_.base != to_.base) range(column_);
    } else if (from_.kind == Kind::decimal || from_.kind == Kind::real) {
      range(column_);
      if (from_.kind == Kind::real || from_.scale > 0)
        lossy(fmt::format("{0} <> ROUND({0})", column_), "rows have a fraction");
    } else if (from_.kind == Kind::text) {
      constexpr std::string_view kWhole = "^[-+]?[0-9]+$";
      misfit(not_like(kWhole), "rows are not whole numbers");
      misfit(where_like(kWhole, fmt::format("{0} < {1} OR {0} > {2}", as_number(), to_.min, to_.max)),
             fmt::format("rows are outside {}..{}", to_.min, to_.max));
    }
  }

  void to_real() {
    if (from_.kind == Kind::text)
      return misfit(not_like("^[-+]?[0-9.]+([eE][-+]?[0-9]+)?$"), "rows are not numbers");
    refuse_negative();
    if (sql::is_numeric(from_.kind) && !sql::keeps_every_value(from_, to_, dialect_))
      add(Danger::data_loss, "a binary fraction may not keep every digit");
  }

  /// Ціле до цілого перевіряє range(); решті чисел MySQL відмовив би посеред кроку.
  void refuse_negative() {
    if (!to_.is_unsigned || from_.is_unsigned) return;
    if (from_.kind == Kind::decimal || from_.kind == Kind::real ||
        (from_.kind == Kind::integer && from_.min != "0"))
      misfit(column_ + " < 0", "rows are negative");
  }

  void to_decimal() {
    if (from_.kind == Kind::text) {
      constexpr std::string_view kNumber = "^[-+]?[0-9]+([.][0-9]+)?$";
      misfit(not_like(kNumber), "rows are not numbers");
      if (to_.digits == sql::kUnlimited) return;
      misfit(where_like(kNumber, too_large(as_number())), too_large_problem());
      add(Danger::data_loss, fmt::format("digits past the {}th after the point are rounded", to_.scale));
      return;
    }
    if (!sql::is_numeric(from_.kind)) return;
    refuse_negative();
    if (to_.digits == sql::kUnlimited) return;
    const bool real = from_.kind == Kind::real;
    const std::string value = real && !mysql_ ? column_ + "::numeric" : column_;
    const bool rounds = real || (from_.kind == Kind::decimal && from_.scale > to_.scale);
    // 99.99 округлюється до 100.0: зайвий знак може з'явитися й від округлення.
    if (real || from_.digits > to_.digits || (rounds && from_.digits >= to_.digits))
      misfit(rounds ? too_large(value)
                    : fmt::format("{0} >= 1{1} OR {0} <= -1{1}", value, zeros()),  // ABS(MIN) завеликий
             too_large_problem());
    if (rounds) {
      lossy(fmt::format("{0} <> ROUND({0}, {1})", value, to_.scale),
            fmt::format("rows have more than {} digits after the point", to_.scale));
    }
  }

  std::string zeros() const { return std::string(static_cast<std::size_t>(to_.digits), '0'); }
  std::string too_large(const std::string& value) const {
    return fmt::format("ABS(ROUND({}, {})) >= 1{}", value, to_.scale, zeros());
  }
  std::string too_large_problem() const {
    return fmt::format("rows have more than {} digits before the point", to_.digits);
  }

  void to_text() {
    if (from_.kind == Kind::bytes || to_.length == sql::kUnlimited) return;
    if (to_.fixed && from_.kind == Kind::text && !from_.fixed)
      lossy(fmt::format("{} LIKE '% '", column_), "rows end with spaces");
    if (from_.kind == Kind::text && from_.bytes == to_.bytes && from_.length <= to_.length) return;
    if (from_.kind == Kind::text && !from_.bytes && to_.bytes && from_.length <= to_.length / 4) return;
    if (from_.kind == Kind::integer && from_.digits < to_.length) return;
    if (from_.kind == Kind::uuid && to_.length >= 36) return;
    if (from_.kind == Kind::enumeration && std::ranges::all_of(from_.values, [&](const std::string& value) {
          return static_cast<long>(count_code_points(value)) <= to_.length;
        }))
      return;
    misfit(fmt::format("{}({}) > {}", to_.bytes ? "OCTET_LENGTH" : "CHAR_LENGTH", as_text(), to_.length),
           fmt::format("rows are longer than {} {}", to_.length, to_.bytes ? "bytes" : "characters"));
  }

  /// 31 лютого має вигляд дати; MySQL каже про це NULL, PostgreSQL до версії 16 — лише помилкою самого кроку.
  std::string real_moment(std::string_view pattern, std::string_view type) const {
    if (!mysql_) return not_like(pattern);
    return fmt::format("{0} IS NOT NULL AND ({1} OR CAST({0} AS {2}) IS NULL)", column_, not_like(pattern),
                       type);
  }

  void to_date() {
    if (from_.kind == Kind::date) return;
    if (from_.kind == Kind::text)
      return misfit(real_moment("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "DATE"), "rows are not dates");
    if (from_.kind != Kind::moment) return;
    lossy(column_ + " <> " + (mysql_ ? fmt::format("DATE({})", column_) : column_ + "::date"),
          "rows have a time of day");
  }

  void to_moment() {
    if (from_.kind == Kind::text)
      return misfit(real_moment("^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9:.]+)?", "DATETIME"),
                    "rows are not timestamps");
    if (from_.kind != Kind::moment && from_.kind != Kind::date) return;
    // Межі TIMESTAMP: документація MySQL, «The DATE, DATETIME, and TIMESTAMP Types».
    if (mysql_ && to_.base == "timestamp" && from_.base != "timestamp")
      misfit(fmt::format("{0} < '1970-01-01 00:00:01' OR {0} > '2038-01-19 03:14:07'", column_),
             "rows are outside 1970-01-01..2038-01-19");
    if (from_.kind == Kind::moment && from_.fraction > to_.fraction)
      lossy(
          fmt::format("{0} <> CAST({0} AS {2}({1}))", column_, to_.fraction, mysql_ ? "datetime" : to_.base),
          fmt::format("rows have more than {} digits of a second", to_.fraction));
  }

  void to_enumeration() {
    if (from_.kind != Kind::text && from_.kind != Kind::enumeration) return;
    if (from_.kind == Kind::enumeration && keeps_members()) return;
    // MySQL прийняв би «A» за член «a» і «a » за «a», тож порівнюються байти.
    const std::string value =
        mysql_ ? fmt::format("CAST(CONVERT({} USING utf8mb4) AS BINARY)", column_) : as_text();
    misfit(fmt::format("{} NOT IN ({})", value, member_list()),
           fmt::format("rows are none of {}", fmt::join(to_.values, ", ")));
  }

  void to_set() {
    if (from_.kind != Kind::set) return;
    for (const auto& value : from_.values)
      if (std::ranges::find(to_.values, value) == to_.values.end())
        misfit(fmt::format("FIND_IN_SET({}, {}) > 0", syntax_->quote_text(value), column_),
               "rows hold the member " + value);
  }

  void to_bits() {
    if (from_.kind != Kind::bits || from_.length <= to_.length) return;
    if (mysql_)
      misfit(fmt::format("{} >= 1 << {}", column_, to_.length),
             fmt::format("rows are longer than {} bits", to_.length));
    else
      lossy(fmt::format("LENGTH({}) > {}", column_, to_.length),
            fmt::format("rows are longer than {} bits", to_.length));
  }

  void to_bytes() {
    if (from_.kind == Kind::bytes && from_.length > to_.length)
      misfit(fmt::format("OCTET_LENGTH({}) > {}", column_, to_.length),
             fmt::format("rows are longer than {} bytes", to_.length));
  }

  bool keeps_members() const {
    return std::ranges::all_of(from_.values, [&](const std::string& value) {
      return std::ranges::find(to_.values, value) != to_.values.end();
    });
  }
  std::string member_list() const {
    std::vector<std::string> values;
    for (const auto& value : to_.values) values.push_back(syntax_->quote_text(value));
    return fmt::format("{}", fmt::join(values, ", "));
  }

  void to_boolean() {
    if (from_.kind == Kind::integer)
      return lossy(fmt::format("{} NOT IN (0, 1)", column_), "rows are neither 0 nor 1");
    if (from_.kind == Kind::text)
      return misfit(fmt::format("LOWER(TRIM({})) NOT IN ('t', 'true', 'f', 'false', 'y', 'yes', 'n', 'no', "
                                "'on', 'off', '1', '0')",
                                column_),
                    "rows are not booleans");
  }

  // ---- чи перепише сервер таблицю

  void find_rewrite() {
    if (mysql_ ? mysql_in_place() : postgres_in_place()) return;
    add(Danger::rewrite,
        mysql_ ? "a new type copies the table" : "a new type rewrites the table and its indexes");
    add(Danger::lock,
        mysql_ ? "writes wait until the table is copied" : "reads and writes wait for the rewrite");
  }

  // Документація MySQL, «Online DDL Operations»: VARCHAR росте на місці, доки довжина займає стільки ж байтів
  // (межа — 255 байтів, utf8mb4 бере до чотирьох на знак); ENUM росте на місці, коли члени додано в кінець.
  bool mysql_in_place() const {
    constexpr long kOneByteLength = 255 / 4;
    if (from_.base == "varchar" && to_.base == "varchar")
      return from_.length <= to_.length && (from_.length <= kOneByteLength) == (to_.length <= kOneByteLength);
    if (from_.kind == Kind::enumeration && to_.kind == Kind::enumeration)
      return from_.values.size() <= to_.values.size() &&
             std::equal(from_.values.begin(), from_.values.end(), to_.values.begin()) &&
             (from_.values.size() > 255) == (to_.values.size() > 255);
    const auto byte = [](const Shape& shape) { return shape.base == "boolean" || shape.base == "tinyint"; };
    return byte(from_) && byte(to_);
  }

  // Документація PostgreSQL, ALTER TABLE, Notes: без перепису обходиться зміна, після якої байти ті самі.
  bool postgres_in_place() const {
    if (from_.array || to_.array) return false;
    const auto varying = [](const Shape& shape) { return shape.base == "varchar" || shape.base == "text"; };
    if (varying(from_) && varying(to_)) return from_.length <= to_.length;
    if (from_.kind == Kind::decimal && to_.kind == Kind::decimal)
      return to_.digits == sql::kUnlimited || (from_.scale == to_.scale && from_.digits <= to_.digits);
    if (from_.kind == Kind::moment || from_.kind == Kind::time)
      return from_.base == to_.base && from_.fraction <= to_.fraction;
    return false;
  }

  bool needs_cast() const {
    if (to_.kind == Kind::text && !from_.array) return false;
    if (sql::is_numeric(from_.kind) && sql::is_numeric(to_.kind)) return false;
    constexpr Kind kAssigned[] = {Kind::boolean, Kind::date,     Kind::time, Kind::moment,
                                  Kind::text,    Kind::interval, Kind::json, Kind::uuid};
    if (from_.array == to_.array && from_.kind == to_.kind &&
        std::ranges::find(kAssigned, from_.kind) != std::end(kAssigned))
      return false;
    const bool moments = (from_.kind == Kind::moment || from_.kind == Kind::date) &&
                         (to_.kind == Kind::moment || to_.kind == Kind::date);
    return !moments;
  }

  Shape from_, to_;
  const std::shared_ptr<const ddl::Syntax> syntax_;
  const std::string column_;
  const Dialect dialect_;
  const bool mysql_;
  TypeChange change_;
};

}  // namespace

TypeChange assess_type_change(const sql::TypeOf& from, const sql::TypeOf& to, const std::string& column,
                              Dialect dialect) {
  return Assessment(from, to, column, dialect).run();
}

}  // namespace techmarket::migrate
