#pragma once
// Модель схеми бази даних: те, що описує файл DBML після розбору і розв'язання імен.
// Тут немає ні SQL, ні читання файлів. Кожен елемент пам'ятає місце, де його записано.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/diagnostic.h"

namespace techmarket::schema {

/// Діалект SQL. MariaDB і MySQL мають спільний: текст схеми для них однаковий.
enum class Dialect { mysql, postgres };

/// Схема, до якої належать імена без явної схеми (за правилами DBML).
inline constexpr std::string_view kDefaultSchema = "public";

/// Ім'я таблиці або переліку разом зі схемою.
struct QualifiedName {
  std::string schema{kDefaultSchema};
  std::string name;

  friend bool operator==(const QualifiedName&, const QualifiedName&) = default;
  friend auto operator<=>(const QualifiedName&, const QualifiedName&) = default;
};

struct QualifiedNameHash {
  std::size_t operator()(const QualifiedName& name) const noexcept {
    const std::hash<std::string_view> hash;
    return hash(name.schema) * 0x9E3779B97F4A7C15u ^ hash(name.name);
  }
};

/// «name» для схеми за замовчуванням, інакше «schema.name».
std::string display_name(const QualifiedName& name);

/// Тип стовпця, як його написано: varchar(255), decimal(10,2), int[], public.status, "double precision".
struct Type {
  std::optional<std::string> schema;  ///< схема переліку, якщо її вказано
  std::string name;  ///< без аргументів і дужок масиву, у регістрі джерела
  std::vector<std::string> arguments;  ///< «255»; «10», «2»; для enum('a','b') — разом з апострофами
  std::string array;    ///< «[]», «[3]», «[][]» або порожньо
  bool quoted = false;  ///< ім'я стояло в подвійних лапках

  /// «varchar(255)», як у джерелі, без схеми.
  std::string text() const;
  /// Те саме, дописане до out.
  void add_text(std::string& out) const;

  /// Чи це тип name (без регістру), наприклад is("varchar").
  bool is(std::string_view type_name) const;

  friend bool operator==(const Type&, const Type&) = default;
};

/// Значення за замовчуванням або клітинка records. Число зберігає свій текст: 9007199254740993 лишається
/// собою.
struct Value {
  enum class Kind { string, number, boolean, null, expression, enum_member };
  Kind kind = Kind::null;
  std::string
      text;  ///< розкодований текст рядка; текст числа; true/false; вираз без `…`; ім'я члена переліку
  std::string enum_name = {};  ///< для enum_member: як записано перед крапкою, разом зі схемою
  std::string server = {};  ///< як його переказав сервер; порожньо, якщо сервера не питали

  friend bool operator==(const Value& a, const Value& b) {
    return a.kind == b.kind && a.text == b.text && a.enum_name == b.enum_name;
  }
};

/// Перевірка CHECK: вираз без `…` і необов'язкове ім'я.
struct Check {
  std::string expression;
  std::string name = {};
  SourceRange at = {};
  std::string server = {};  ///< як його переказав сервер; порожньо, якщо сервера не питали
};

/// Налаштування, якого модель не знає, але зобов'язана зберегти (headercolor, власні ключі).
struct Setting {
  std::string name;
  std::string value;
  SourceRange at = {};
};

struct Column {
  std::string name;
  Type type;
  bool primary_key = false;
  bool unique = false;
  bool increment = false;
  std::optional<bool> not_null = {};  ///< порожньо — у джерелі не сказано
  std::optional<Value> default_value = {};
  std::optional<std::string> note = {};
  std::vector<Check> checks = {};
  std::vector<Setting> settings = {};
  SourceRange at = {};       ///< ім'я стовпця
  SourceRange type_at = {};  ///< тип

  /// Чи може стовпець бути NULL: not null і ключі — ні.
  bool nullable() const { return !primary_key && !not_null.value_or(false); }
};

struct IndexPart {
  std::string text;  ///< ім'я стовпця або вираз без `…`
  bool expression = false;
  std::string server = {};  ///< вираз, як його переказав сервер; порожньо, якщо сервера не питали

  friend bool operator==(const IndexPart& a, const IndexPart& b) {
    return a.text == b.text && a.expression == b.expression;
  }
};

struct Index {
  std::vector<IndexPart> parts;
  std::string name = {};
  std::string type = {};  ///< btree, hash… у регістрі джерела
  bool unique = false;
  bool primary_key = false;
  std::optional<std::string> note = {};
  SourceRange at = {};
};

/// Рядки records: значення стоять у порядку columns.
struct Records {
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
  SourceRange at = {};
};

struct Table {
  QualifiedName name;
  std::string alias = {};
  std::vector<Column> columns = {};
  std::vector<Index> indexes = {};
  std::vector<Check> checks = {};
  std::optional<std::string> note = {};
  std::optional<Records> records = {};
  std::vector<Setting> settings = {};
  SourceRange at = {};  ///< ім'я таблиці

  const Column* column(std::string_view column_name) const;
  std::vector<std::string> column_names() const;
  /// Стовпці первинного ключа: із налаштувань стовпців або з індексу [pk].
  std::vector<std::string> primary_key() const;
};

struct EnumValue {
  std::string name;
  std::optional<std::string> note = {};
  SourceRange at = {};
};

struct Enum {
  QualifiedName name;
  std::vector<EnumValue> values;
  SourceRange at = {};
};

/// Один кінець зв'язку.
struct Endpoint {
  enum class Relation { one, many };
  QualifiedName table;  ///< розв'язане ім'я, не псевдонім
  std::vector<std::string> columns;
  Relation relation = Relation::one;
  bool optional = false;  ///< новий запис >? ?>
  SourceRange at = {};
};

/// Зв'язок між таблицями. `>`: перший кінець many, другий one; `<` навпаки; `-` обидва one; `<>` обидва many.
struct Ref {
  std::optional<std::string> schema = {};
  std::string name = {};
  Endpoint first, second;
  std::string on_delete = {};  ///< «cascade», «set null»… нижнім регістром; порожньо — не вказано
  std::string on_update = {};
  std::string color = {};
  bool inactive = false;
  bool is_inline = false;  ///< записано в налаштуваннях стовпця; тоді first — цей стовпець
  SourceRange at = {};

  /// Кінець, у таблиці якого стоїть зовнішній ключ, і той, на який він указує.
  /// Для one-to-one ключ має другий кінець, а для вкладеного запису — стовпець, де його записано.
  /// Порожньо для many-to-many: там ключі стоять у проміжній таблиці.
  std::optional<std::pair<const Endpoint*, const Endpoint*>> child_and_parent() const;
};

struct TableGroup {
  std::optional<std::string> schema = {};
  std::string name;
  std::vector<QualifiedName> tables;
  std::string color = {};
  std::optional<std::string> note = {};
  SourceRange at = {};
};

struct StickyNote {
  std::string name;
  std::string text;
  std::vector<Setting> settings = {};
  SourceRange at = {};
};

struct DiagramView {
  std::string name;
  /// Розділ (tables, notes, tablegroups, schemas) → імена; {"*"} означає «усі».
  std::vector<std::pair<std::string, std::vector<std::string>>> sections;
  SourceRange at = {};
};

/// Кінець Dep: таблиця або її стовпці.
struct DependencyEnd {
  QualifiedName table;
  std::vector<std::string> columns = {};
};

/// Dep: залежність, яка не є зовнішнім ключем.
struct Dependency {
  std::string name = {};
  DependencyEnd from, to;
  std::vector<Setting> settings = {};  ///< color, note і власні
  SourceRange at = {};
};

/// Metadata Table users { … }.
struct Metadata {
  std::string kind, target;
  std::vector<Setting> settings;
  SourceRange at = {};
};

struct Project {
  std::string name;
  std::vector<Setting> settings;  ///< database_type та власні ключі
  std::optional<std::string> note = {};
  SourceRange at = {};
};

/// Уся схема одного файлу (разом із тим, що він підключає). Порядок елементів — порядок джерела.
/// TablePartial тут немає: часткові таблиці вже розгорнуто там, де їх підключено.
struct Database {
  std::optional<Project> project = {};
  std::vector<Table> tables = {};
  std::vector<Enum> enums = {};
  std::vector<Ref> refs = {};
  std::vector<TableGroup> groups = {};
  std::vector<StickyNote> notes = {};
  std::vector<DiagramView> views = {};
  std::vector<Dependency> dependencies = {};
  std::vector<Metadata> metadata = {};

  const Table* table(const QualifiedName& name) const;
  const Table* table(std::string_view name) const { return table(QualifiedName{.name = std::string(name)}); }
  const Enum* find_enum(const QualifiedName& name) const;
  std::vector<std::string> table_names() const;
};

}  // namespace techmarket::schema
