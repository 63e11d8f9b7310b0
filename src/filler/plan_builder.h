#pragma once
// Побудова плану: стовпці, зовнішні ключі, унікальність, розміри. Розміри залежать один від одного (дитина з
// унікальним ключем не більша за батька), тож таблиці планують, доки розміри не перестануть меншати.

#include <set>

#include "filler/fill_plan.h"

namespace techmarket::filler {

class PlanBuilder {
 public:
  explicit PlanBuilder(const Request& request);
  Result<std::unique_ptr<const FillPlan>> build();

 private:
  /// Зовнішній ключ: номери стовпців дитини й батька.
  struct Link {
    const schema::Ref* ref = nullptr;
    std::size_t child = 0, parent = 0;
    std::vector<std::size_t> columns = {}, parent_columns = {};
  };
  /// Набір стовпців, що не повторюється.
  struct UniqueSet {
    std::vector<std::size_t> columns = {};
    bool primary = false;
    SourceRange at = {};
  };
  /// Таблиця схеми і те, що про неї відомо до розмірів.
  struct Draft {
    const schema::Table* table = nullptr;
    const schema::Table* source = nullptr;  ///< у схемі джерела; nullptr — проміжна
    std::vector<ValueType> types = {};  ///< по одному на стовпець, як і guesses, referenced, bounds
    std::vector<Guess> guesses = {};
    std::vector<bool> referenced = {};
    std::vector<Bounds> bounds = {};
    LifeStep first_step = LifeStep::created;  ///< найраніший щабель серед стовпців часу
    std::vector<UniqueSet> sets = {};
    std::vector<std::size_t> links = {};  ///< ключі цієї таблиці
    std::vector<Condition> conditions = {};
    std::vector<std::vector<std::optional<Cell>>> records = {};
    /// Стовпці, які мусять різнитися самі: решта свого неповторного набору замало різна.
    std::set<std::size_t> carriers = {};
    std::uint64_t wanted = 0, rows = 0;

    std::uint64_t generated() const { return rows - std::min<std::uint64_t>(rows, records.size()); }
  };

  using Place = std::pair<std::size_t, std::size_t>;  ///< таблиця й стовпець
  /// Ключі зі спільними значеннями (plan_joint_keys.cc).
  struct JointKey {
    std::vector<Place> members = {};
    words::CodecPtr codec = {};
    std::uint64_t domain = 0;   ///< скільки значень можна взяти
    std::uint64_t records = 0;  ///< найбільше рядків records у цих таблицях
  };
  /// Стовпці, спільні для кількох складених ключів (plan_partitions.cc).
  struct Partition {
    std::map<std::size_t, std::vector<std::size_t>> members = {};  ///< таблиця → її стовпці розділу
    std::optional<Place> root = {};  ///< неповторний стовпець, з рядків якого взято значення
    Place model = {};  ///< інакше — з кодека цього стовпця
    words::CodecPtr codec = {};
    /// Частини номера розділу, від молодшої: номери поділів, чия це власна частина; остання — своя.
    std::vector<std::size_t> parts = {};
    std::uint64_t own = 1;  ///< скільки значень має власна частина
  };

  // Що каже схема (plan_schema.cc).
  Status read_tables();
  void read_links();
  void read_sets(std::size_t number, const std::vector<std::size_t>& incoming);
  void read_checks(Draft& draft);
  void read_records(Draft& draft);
  void fit_keys_to_children();
  std::vector<std::size_t> reference_order() const;

  // Ключі зі спільними значеннями (plan_joint_keys.cc).
  void find_joint_keys();
  void size_joint_keys();
  const JointKey* joint_key(const Place& place) const;
  void plan_joint_keys(std::size_t number, TablePlan& out, std::vector<bool>& done);
  std::uint64_t joint_parents(const Place& child) const;

  // Розділи (plan_partitions.cc).
  void find_partitions();
  void find_parts();
  void size_partitions();
  void plan_partition_codec(Partition& partition, std::uint64_t count);
  bool is_nested(std::size_t inner, std::size_t outer) const;
  bool is_root(const Partition& partition, const Place& place) const;
  std::optional<std::size_t> partition_of(const Place& place) const;
  std::vector<Digit> digits_of(std::size_t table, std::size_t partition) const;
  void lay_slots(const Link& link, const std::set<std::size_t>& shared, Choice& choice) const;
  void plan_partitions(std::size_t number, TablePlan& out, std::vector<bool>& done);

  /// Планує таблицю за нинішніми розмірами. @return true, якщо її довелося зменшити.
  Result<bool> plan_table(std::size_t number, TablePlan& out);
  void plan_events(std::size_t number, TablePlan& out) const;
  Status check_sequences(std::size_t number, const TablePlan& out) const;
  static void find_redrawn(TablePlan& out);
  void plan_derivation(std::size_t number, TablePlan& out) const;

  std::optional<std::size_t> slug_source(std::size_t number, std::size_t column) const;

  // Зовнішні ключі (plan_links.cc).
  Status plan_links(std::size_t number, TablePlan& out, std::vector<bool>& done);
  Status give_up(const Link& link, std::uint64_t parents, TablePlan& out, std::vector<bool>& done);
  bool is_implied(const Link& link, const TablePlan& out) const;

  // Звичайні стовпці (plan_columns.cc).
  void plan_column(std::size_t number, std::size_t column, TablePlan& out,
                   std::map<std::string, std::size_t>& shared);
  std::uint64_t distinct_rows(const Draft& draft, std::size_t column) const;

  // Унікальність (plan_uniqueness.cc).
  Result<bool> plan_uniqueness(std::size_t number, TablePlan& out);
  void add_group(TablePlan& out, const std::vector<std::size_t>& choices, std::vector<Digit> within);
  bool add_follower(TablePlan& out, const std::vector<std::size_t>& choices) const;
  std::vector<std::size_t> identifying_choices(std::size_t number, const TablePlan& plan,
                                               const UniqueSet& set) const;
  bool is_given(std::size_t table, std::size_t partition, const Choice& choice) const;
  std::optional<std::size_t> carrier(std::size_t number, const TablePlan& plan, const UniqueSet& set) const;
  bool must_be_apart(const TablePlan& out, const std::vector<std::size_t>& choices) const;

  // Причина раніше за наслідок (plan_moments.cc).
  void plan_moments();
  void add_elders(std::size_t number, const std::vector<std::size_t>& place);

  // Готовий план на рядках (plan_trial.cc).
  Status check_recursion() const;
  Result<bool> move_taken_rows(std::size_t number);
  Status try_conditions(std::size_t number);

  void warn(const SourceRange& at, std::string code, std::string message, std::string hint = {});
  std::string name(std::size_t table) const { return schema::display_name(drafts_[table].table->name); }

  const Request& request_;
  std::unique_ptr<FillPlan> plan_;
  std::vector<Draft> drafts_;
  std::vector<Link> links_;
  std::vector<JointKey> joint_keys_;
  std::map<Place, std::size_t> joint_of_;  ///< член → номер у joint_keys_
  std::vector<Partition> partitions_;
  std::vector<std::map<std::size_t, Digit>> parts_;  ///< таблиця → частина → цифра номера рядка
  std::map<std::string, Diagnostic> warnings_;  ///< за текстом: таблиці планують не раз
};

/// Помилка bad_input з місцем у файлі.
std::unexpected<Error> error_at(const SourceRange& at, std::string message, std::string hint);

/// Кодек, який прямо назвало правило; інакше nullptr.
words::CodecPtr ruled_codec(const ColumnRule& rule);
/// Що правило каже про звичайний кодек: проміжок, словник.
void apply_rule(const ColumnRule& rule, Demand& demand);
words::CodecPtr sequence_codec(const Sequence& sequence);
std::int64_t largest_number(const std::vector<std::vector<std::optional<Cell>>>& records, std::size_t column);

/// Скільки різних номерів лишає without() серед перших rows.
std::uint64_t rows_within(std::uint64_t rows, std::span<const Digit> digits);
/// Скільки рядків можна взяти, щоб without() не вийшло за most.
std::uint64_t rows_reaching(std::uint64_t most, std::span<const Digit> digits);

}  // namespace techmarket::filler
