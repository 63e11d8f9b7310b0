#pragma once
// Дерева файлів → schema::Database: розв'язання імен, часткові таблиці, перевірка посилань.

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "dbml/module.h"
#include "dbml/settings.h"
#include "dbml/visible.h"
#include "schema/lookup.h"
#include "schema/schema.h"

namespace techmarket::dbml {

/// Будує базу з усіх файлів; перший — той, який просили розібрати. Повідомлення йдуть у reporter.
schema::Database resolve(Modules& modules, Reporter& reporter);

/// Внутрішня будова resolve: методи розкладено за елементами (resolver.cc, resolve_table.cc, resolve_ref.cc,
/// resolve_other.cc, imports.cc, keep_imported.cc).
class Resolver {
 public:
  Resolver(Modules& modules, Reporter& reporter) : modules_(modules), reporter_(reporter) {}
  schema::Database run() &&;

 private:
  /// Зв'язок у налаштуваннях стовпця; таблиця стане відома там, куди стовпець потрапить.
  struct InlineRef {
    std::string_view column;
    Span column_at;
    const ValueNode* target;
  };

  /// Table або TablePartial без урахування ін'єкцій.
  struct Body {
    schema::Table table;
    std::vector<InlineRef> refs, deps;
    const TableNode* node = nullptr;
    Module* module = nullptr;
    bool injected = false;  ///< часткова таблиця десь підключена
  };

  /// Рядки records, що потрапили до таблиці.
  struct PlacedRecords {
    const Module* module;
    const RecordsNode* node;
    std::size_t table;
  };

  /// Номери таблиць двох кінців зв'язку.
  using TablePair = std::pair<std::size_t, std::size_t>;

  /// Кінець Dep чи ціль Metadata: таблиця або її стовпець.
  struct Path {
    std::size_t table;
    std::vector<std::string> columns = {};
  };

  /// Зв'язок, готовий до розв'язання; order — місце у файлі.
  struct PendingRef {
    Module* module;
    std::size_t order;
    std::optional<std::size_t> table;  ///< для вкладених
    InlineRef inline_ref = {};
    const RefNode* node = nullptr;
  };

  // Оголошення імен і вмісту, який від інших імен не залежить.
  void declare(Module& module);
  void build(Module& module);
  void declare_table(Module& module, const TableNode& node);
  void declare_partial(Module& module, const TableNode& node);
  void declare_enum(Module& module, const EnumNode& node);
  void declare_group(Module& module, const GroupNode& node);
  void declare_note(Module& module, const StickyNoteNode& node);

  // Імпорт (imports.cc).
  void link_modules();
  bool import(Module& module, const UseNode& use, bool report);
  bool import_item(Module& module, const UseNode& use, const UseItemNode& item, bool report);
  bool import_schema(Module& module, const UseNode& use, const UseItemNode& item, bool report);
  bool import_group_tables(Module& module, const UseNode& use, const UseItemNode& item, std::size_t group,
                           bool report);
  bool import_name(Module& module, const UseNode& use, NameTable Scope::*kind, NamePair as, std::size_t index,
                   Span at, bool report);

  // До бази йде лише видиме в першому файлі, під іменами, які воно там має (keep_imported.cc).
  void keep_imported();
  void keep_enums(const std::vector<Visible>& visible, const std::vector<Visible>& tables);
  void keep_refs();
  void keep_annotations();
  void warn_dropped(const schema::Ref& ref, std::size_t missing);

  // Таблиці.
  void build_table(Module& module, const TableNode& node, std::size_t index);
  Body build_body(Module& module, const TableNode& node);
  void build_column(Module& module, const ColumnNode& node, schema::Column& column, Body& body);
  void add_inline_dependency(Module& module, const SettingNode& setting, const Name& column, Body& body);
  schema::Index build_index(Module& module, const IndexNode& node);
  void inject_partials(Body& body, std::size_t index);
  void check_index_columns(Module& module, const TableNode& node, std::size_t table);
  void drop_foreign_indexes(const Body& partial, std::size_t index);
  void check_enum_member(Module& module, const ValueNode& node);
  void check_default(Module& module, Span at, const schema::Column& column);
  const schema::Enum* enum_of(const Module& module, const schema::Type& type) const;
  std::optional<std::string> single_note(Module& module, const std::vector<NoteNode>& notes);

  // Зв'язки.
  void resolve_refs();
  void resolve_ref(const PendingRef& pending);
  /// @return чи зв'язок є: про неможливий уже сказано.
  bool resolve_ref(const PendingRef& pending, schema::Ref& ref);
  /// @return номер таблиці, якщо й вона, і стовпці відомі.
  std::optional<std::size_t> resolve_endpoint(Module& module, const EndpointNode& node,
                                              std::optional<std::size_t> own_table, schema::Endpoint& out);
  /// Зв'язки часткової таблиці, якої ніхто не підключив, мусять указувати на наявне.
  void check_unused_refs(const Body& partial);
  void read_ref_settings(Module& module, const SettingList& settings, schema::Ref& ref);
  bool check_new(Module& module, Span at, const schema::Ref& ref, TablePair tables);

  // Решта.
  void build_project(Module& module);
  void build_group(Module& module, const GroupNode& node, std::size_t index);
  void build_records(Module& module, const RecordsNode& node, std::size_t table);
  void check_records();
  void build_view(Module& module, const ViewNode& node);
  std::vector<std::string> view_names(Module& module, const ViewSectionNode& section, ViewSection kind);

  void build_dependency(Module& module, const DependencyNode& node);
  void build_inline_dependencies();
  std::vector<schema::Setting> dependency_settings(Module& module, const SettingList& list);
  schema::DependencyEnd dependency_end(const Path& path) const;
  static std::string metadata_target(const schema::QualifiedName& table, const Path& path);
  void add_dependency(Module& module, Span at, const Path& from, const Path& to,
                      schema::Dependency dependency);
  void build_metadata(Module& module, const MetadataNode& node);
  std::optional<Path> resolve_path(Module& module, const PathNode& node);

  std::optional<std::size_t> find_table(Module& module, const QualifiedNameNode& name);
  bool require_column(Module& module, std::size_t table, const Name& column);
  void error(const Module& module, Span at, std::string_view code, std::string message, Advice advice = {});

  Modules& modules_;
  Reporter& reporter_;
  schema::Database database_;
  std::vector<Body> partials_;
  std::vector<PendingRef> pending_, injected_, inline_deps_;
  std::vector<PlacedRecords> records_;
  schema::Lookup lookup_;  ///< оголошені переліки й уже побудовані таблиці
  std::vector<std::optional<std::string_view>> group_of_;  ///< за номером таблиці
  std::vector<bool> damaged_;  ///< за номером таблиці: її тіло розібрано не повністю
  std::vector<Module*> owner_;  ///< файл таблиці за її номером
  std::vector<TablePair> ref_tables_, dependency_tables_;  ///< поруч із database_.refs і dependencies
  std::vector<std::pair<const Module*, const GroupNode*>> group_nodes_;  ///< за номером групи
  std::vector<std::vector<std::size_t>> group_tables_;                   ///< поруч із database_.groups
  std::vector<std::optional<Path>> metadata_of_;  ///< поруч із database_.metadata
  /// Ім'я таблиці в першому файлі; порожньо — її там не видно.
  std::vector<std::optional<schema::QualifiedName>> shown_as_;
  std::unordered_set<std::string> ref_keys_, dependency_keys_;
  std::set<std::pair<const Module*, std::string_view>> views_;  ///< уже названі
  NameTable schemas_;                                           ///< для виглядів діаграм
};

/// «table» чи «schema.table» зі значеннями за замовчуванням.
schema::QualifiedName qualified(const QualifiedNameNode& node);
/// Ім'я так, як його записано: «customers», «shop.customers».
std::string written(const QualifiedNameNode& node);

}  // namespace techmarket::dbml
