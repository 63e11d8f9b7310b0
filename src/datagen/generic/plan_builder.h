#pragma once
// Побудова плану: стовпці, зовнішні ключі, унікальність, розміри. Розміри залежать один від одного (дитина з
// унікальним ключем не більша за батька), тож таблиці планують, доки розміри не перестануть меншати.

#include "datagen/generic/plan.h"

namespace techmarket::datagen::generic {

class PlanBuilder {
 public:
  explicit PlanBuilder(const Request& request);
  Result<std::unique_ptr<const Plan>> build();

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
    std::vector<UniqueSet> sets = {};
    std::vector<std::size_t> links = {};
    std::vector<Bounds> bounds = {};
    std::vector<Condition> conditions = {};
    std::vector<std::vector<std::optional<Cell>>> records = {};
    std::uint64_t rows = 0;
  };

  using Place = std::pair<std::size_t, std::size_t>;  ///< таблиця й стовпець
  /// Стовпці, спільні для кількох складених ключів (plan_partitions.cc).
  struct Partition {
    std::map<std::size_t, std::vector<std::size_t>> members = {};  ///< таблиця → її стовпці розділу
    std::optional<Place> root = {};  ///< неповторний стовпець, з рядків якого взято значення
    Place model = {};  ///< інакше — з кодека цього стовпця
    std::uint64_t count = 0;
    CodecPtr codec = {};
  };

  Status read_tables();
  Status read_links();
  void find_partitions();
  void size_partitions();
  const Partition* partition_of(std::size_t table) const;
  bool is_partitioned(std::size_t table, std::size_t column) const;
  void plan_partition(std::size_t number, TablePlan& out, std::vector<bool>& done);
  Guess guess_of(std::size_t table, std::size_t column) const;
  CodecPtr ruled_codec(const ColumnRule& rule) const;
  Step first_step(const schema::Table& table) const;
  void plan_derivation(std::size_t number, TablePlan& out) const;
  void plan_moments();
  void add_elders(std::size_t number, const std::vector<std::size_t>& place);
  void join_shared_keys();
  Place key_root(Place column) const;
  bool is_joined_key(const Place& column) const;
  bool is_referenced(std::size_t table, std::size_t column) const;
  void read_sets(Draft& draft, std::size_t number);
  void read_checks(Draft& draft);
  void read_records(Draft& draft);
  std::vector<std::size_t> reference_order() const;

  /// Планує таблицю за нинішніми розмірами. @return true, якщо її довелося зменшити.
  Result<bool> plan_table(std::size_t number, TablePlan& out);
  Status plan_links(std::size_t number, TablePlan& out, std::vector<bool>& done);
  void plan_column(std::size_t number, std::size_t column, TablePlan& out,
                   std::map<std::string, std::size_t>& shared);
  Result<bool> plan_uniqueness(std::size_t number, TablePlan& out);
  void add_group(TablePlan& out, const std::vector<std::size_t>& choices, std::uint64_t rows,
                 std::uint64_t stride);
  bool add_follower(TablePlan& out, const std::vector<std::size_t>& choices) const;
  std::vector<std::size_t> identifying_choices(std::size_t number, const TablePlan& plan,
                                               const UniqueSet& set) const;
  bool must_be_apart(const TablePlan& out, const std::vector<std::size_t>& choices) const;
  /// Стовпці, що належать унікальним наборам таблиці.
  std::uint64_t distinct_rows(const Draft& draft, std::size_t column) const;
  /// Додає другого батька до стовпця, значення якого вже береться з першого.
  bool join_parents(const Link& link, TablePlan& out) const;
  bool is_implied(const Link& link, const TablePlan& out) const;

  Status check_recursion() const;
  Result<bool> move_taken_rows(std::size_t number);
  Status try_conditions(std::size_t number);

  void warn(const SourceRange& at, std::string code, std::string message, std::string hint = {});
  std::string name(std::size_t table) const { return schema::display_name(drafts_[table].table->name); }
  std::optional<std::size_t> find_table(const schema::QualifiedName& name) const;

  const Request& request_;
  std::unique_ptr<Plan> plan_;
  std::vector<Draft> drafts_;
  std::vector<Link> links_;
  /// Таблиця й стовпець ключа → той, з чийого насіння він росте.
  std::map<Place, Place> key_roots_;
  std::vector<Partition> partitions_;
  std::map<std::string, Diagnostic> warnings_;  ///< за текстом: таблиці планують не раз
};

}  // namespace techmarket::datagen::generic
