#pragma once
// План наповнення незнайомої схеми: скільки рядків у кожній таблиці й звідки береться кожен стовпець.
//
// Стовпець дістає значення одним із двох шляхів: кодек перетворює номер на текст, або зовнішній ключ бере
// значення стовпця батьківської таблиці в рядку з цим номером. Номер дає вибір (Choice): випадковий,
// послідовний або цифра групи. Група — це бієкція номера рядка на добуток областей усіх виборів унікального
// набору, тому набір неповторний за побудовою: ні пам'яті, ні пошуку не треба.

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "filler/choose.h"
#include "filler/condition.h"
#include "filler/derive.h"
#include "filler/meaning_rules.h"
#include "filler/moments.h"
#include "filler/outcome.h"
#include "filler/spec.h"

namespace techmarket::filler {

struct Request {
  const schema::Database& database;  ///< як її розібрано; живе довше за план
  schema::Dialect dialect = schema::Dialect::postgres;
  std::uint64_t rows = 100;  ///< на таблицю, якщо файл налаштувань не каже іншого
  Seed seed = {};
  Date until = {};
  words::LexiconPtr lexicon;
  MeaningRulesPtr meanings;
  Spec spec = {};
};

/// Одна цифра номера рядка чи групи: номер / divisor % modulus.
struct Digit {
  std::uint64_t divisor = 1, modulus = 1;

  std::uint64_t of(std::uint64_t number) const { return number / divisor % modulus; }
  bool operator==(const Digit&) const = default;
};

/// Номер без цифр: те, що лишається, знову йде підряд. @param digits за зростанням divisor, без накладань.
std::uint64_t without(std::uint64_t number, std::span<const Digit> digits);

/// Розділ батька, у якому шукають рядок: той самий, що в дитини, або довільний.
struct Slot {
  std::optional<Digit> own = {};  ///< цифра номера рядка дитини; порожньо — розділ вибирають
  std::uint64_t weight = 1, modulus = 1;  ///< цифра номера рядка батька: divisor і modulus
};

struct Choice {
  enum class Kind {
    random,
    sequence,  ///< offset + номер рядка
    grouped,   ///< цифри групи
    tree,      ///< рядок тієї ж таблиці перед цим: дерево без кіл
    partition  ///< номер розділу рядка: його складають цифри номера рядка
  };
  Kind kind = Kind::random;
  std::uint64_t domain = 0;  ///< номери 0 … domain − 1
  std::uint64_t offset = 0;
  std::uint64_t field = 0;  ///< для H(зерно, таблиця, рядок, поле)
  std::size_t group = 0;
  std::vector<Digit> digits = {};  ///< grouped: цифри групи; partition: цифри номера рядка
  std::uint64_t first = 0;  ///< номери рядків батька починаються звідси
  /// Розділи батька (plan_partitions.cc); порожньо — вибір серед усіх його рядків.
  std::vector<Slot> slots = {};
  std::uint64_t stride = 1;  ///< добуток розділів батька
  bool apart = false;  ///< ця цифра не повторює першу цифру групи (check a <> b)
  /// Мить рядка: не раніше за миті його батьків (plan_moments.cc).
  bool moment = false;
  words::CodecPtr sampler = {};  ///< random: розподіл кодека; без нього — distribution
  Distribution distribution = Distribution::skewed;
};

struct Group {
  std::uint64_t domain = 1;
  std::uint64_t key = 0;
  /// Розділи, у кожному з яких набір неповторний окремо: група ділить номер рядка без цих цифр.
  std::vector<Digit> within = {};
  /// Рядки, чий номер зайняли records або не прийняла перевірка, → запасний номер.
  std::map<std::uint64_t, std::uint64_t> moved = {};
};

struct ColumnPlan {
  std::string name = {};
  ValueType type = {};
  std::size_t choice = 0;
  words::CodecPtr codec = {};
  int parent = -1;  ///< таблиця, з якої береться значення; −1 — з кодека
  std::size_t parent_column = 0;
  double null_fraction = 0;
  std::optional<std::string> default_text = {};
  double default_fraction = 0;
};

/// Батько, раніше за якого рядок не починається.
struct Elder {
  std::size_t column = 0;  ///< стовпець зовнішнього ключа
  std::size_t table = 0;
  LifeStep step = LifeStep::created;  ///< щабель батька, після якого настає рядок
  bool whole = false;  ///< рядок — частина батька (order_items): з'являється разом із ним
};

class TablePlan {
 public:
  const schema::Table* table = nullptr;  ///< у схемі плану
  std::uint64_t rows = 0;                ///< разом із records
  std::vector<ColumnPlan> columns;
  std::vector<Choice> choices;
  std::vector<Group> groups;
  std::vector<Condition> conditions;
  std::vector<ValueType> types;  ///< по одному на стовпець, для derivation
  Derivation derivation;
  std::vector<Event> events;
  /// Рядки records: порожня клітинка — стовпець там не названо.
  std::vector<std::vector<std::optional<Cell>>> records;
  std::uint64_t stream = 0;  ///< ключ H цієї таблиці
  // Час (plan_moments.cc): відтинок вікна, у який потрапляють миті таблиці, і хто має бути раніше.
  std::optional<std::size_t> moment = {};  ///< вибір миті
  std::uint64_t begin = 0, end = 0;
  std::vector<Elder> elders = {};
  LifeStep first_step = LifeStep::created;
  bool in_tree = false;         ///< серед elders є й вона сама
  bool redraws_moment = false;  ///< перевірки можуть змінити мить рядка
  /// Стовпці, значення яких можуть змінити перевірки; по одному на стовпець.
  std::vector<bool> redrawn = {};
  /// На скільки клітин поділено рядки (plan_partitions.cc): r-й після records належить клітині r mod
  /// partitions, а її цифри — розділи.
  std::uint64_t partitions = 1;

  std::uint64_t after_records(std::uint64_t row) const {
    return row < records.size() ? row : row - records.size();
  }
};

class FillPlan {
 public:
  /// Помилка bad_input називає місце у схемі, якого наповнити не можна.
  static Result<std::unique_ptr<const FillPlan>> create(const Request& request);

  /// Значення одного рядка. cells дістає стільки клітинок, скільки стовпців.
  void row(std::size_t table, std::uint64_t row, std::vector<Cell>& cells) const;

  const std::vector<TablePlan>& tables() const { return tables_; }
  /// На неї вказують TablePlan::table.
  const ddl::Normalised& database() const { return *database_; }
  /// Номери таблиць: батьки перед дітьми; у колах — як у джерелі.
  const std::vector<std::size_t>& order() const { return order_; }
  /// Про що варто знати: зменшені таблиці, незрозумілі перевірки.
  const std::vector<Diagnostic>& warnings() const { return warnings_; }

 private:
  friend class PlanBuilder;
  /// Котру спробу взяв кожен вибір рядка: перевірки, які рядок порушив, змінюють лише свої вибори.
  using Attempts = std::vector<std::uint16_t>;

  /// Мить, із якої починається рядок: номер moment_codec.
  std::uint64_t moment(std::size_t table, std::uint64_t row, const Attempts& attempts) const;
  bool is_null(const TablePlan& table, const ColumnPlan& column, std::uint64_t row,
               std::uint64_t salted) const;
  /// @param moment мить рядка, якщо її вже обчислено; одна на всі стовпці.
  void cell(std::size_t table, std::size_t column, std::uint64_t row, const Attempts& attempts,
            std::optional<std::uint64_t>& moment, Cell& out) const;
  std::uint64_t index(const TablePlan& table, const Choice& choice, std::uint64_t row,
                      std::uint64_t salted) const;
  std::uint64_t pick(const TablePlan& table, const Choice& choice, std::uint64_t row,
                     std::uint64_t salted) const;
  void fill(std::size_t table, std::uint64_t row, const Attempts& attempts, std::vector<Cell>& cells) const;
  /// @return порожньо, якщо рядка, який прийняли б усі перевірки, не знайшлося; cells — остання спроба.
  std::optional<Attempts> settle(std::size_t table, std::uint64_t row, std::vector<Cell>& cells) const;

  std::unique_ptr<const ddl::Normalised> database_;
  std::vector<TablePlan> tables_;
  std::vector<std::size_t> order_;
  std::vector<Diagnostic> warnings_;
};

}  // namespace techmarket::filler
