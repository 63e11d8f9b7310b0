#pragma once
// Синтаксичне дерево одного файлу: що записано, без розв'язання імен. Тексти вказують у файл або в
// Document::texts, тому дерево живе не довше за них.

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbml/source.h"
#include "dbml/token.h"

namespace techmarket::dbml {

struct Name {
  std::string_view text;  ///< без лапок, розкодований
  Span at;
  bool quoted = false;
};

/// «table» або «schema.table».
struct QualifiedNameNode {
  std::optional<Name> schema;
  Name name;
  Span at;
};

/// «t.id», «s.t.id», «t.(a, b)».
struct EndpointNode {
  QualifiedNameNode table;  ///< порожнє ім'я — таблиця самого стовпця: [ref: > id]
  std::vector<Name> columns;
  bool tuple = false;  ///< стовпці записано в дужках
  Span at;
};

/// Знак зв'язку: < > - <> із можливими ? з боків.
struct RelationNode {
  bool many_left = false, many_right = false;
  bool optional_left = false, optional_right = false;
  Span at;
};

/// Вкладений зв'язок: [ref: > t.id].
struct TargetNode {
  RelationNode relation;
  EndpointNode endpoint;
};

struct ValueNode {
  enum class Kind { none, string, number, boolean, null, expression, color, path, words, relation, arrow };
  Kind kind = Kind::none;
  std::string_view text;  ///< розкодований рядок, число зі знаком, слова через один пропуск, колір з #
  std::vector<Name> path;  ///< для path: a, a.b, s.a.b; для arrow — другий кінець, а text — стрілка
  std::unique_ptr<TargetNode> target = {};  ///< для relation; окремо, бо значень багато, а зв'язків мало
  Span at;
};

struct SettingNode {
  std::string_view name;  ///< слова через один пропуск, у регістрі джерела
  Span name_at;
  ValueNode value;
};

using SettingList = std::vector<SettingNode>;

struct NoteNode {
  ValueNode text;
  Span at;
};

struct TypeNode {
  std::optional<Name> schema;
  Name name;
  std::vector<std::string_view> arguments;  ///< рядки — разом з апострофами
  std::string_view array;
  Span at;
};

struct ColumnNode {
  Name name;
  TypeNode type;
  SettingList settings;
};

/// `~partial` після before стовпців.
struct InjectionNode {
  Name partial;
  std::size_t before = 0;
  Span at;
};

struct IndexPartNode {
  std::string_view text;
  bool expression = false;
  Span at;
};

struct IndexNode {
  std::vector<IndexPartNode> parts;
  SettingList settings;
  Span at;
};

struct CheckNode {
  ValueNode expression;
  SettingList settings;
};

struct RecordsNode {
  std::optional<QualifiedNameNode> table;  ///< порожньо всередині таблиці
  std::vector<Name> columns;
  bool all_columns = true;  ///< стовпців не названо: рядки мають усі
  std::vector<std::vector<ValueNode>> rows;
  std::vector<Span> rows_at;
  Span at;
};

/// Table і TablePartial: однакове тіло.
struct TableNode {
  QualifiedNameNode name;
  std::optional<Name> alias;
  SettingList settings;
  std::vector<ColumnNode> columns;
  std::vector<InjectionNode> injections;
  std::vector<IndexNode> indexes;
  std::vector<CheckNode> checks;
  std::vector<NoteNode> notes;
  std::vector<RecordsNode> records;
  bool damaged = false;  ///< частину тіла не розібрано: чого бракує, невідомо
};

struct EnumValueNode {
  Name name;
  SettingList settings;
};

struct EnumNode {
  QualifiedNameNode name;
  std::vector<EnumValueNode> values;
  bool damaged = false;
};

struct RefNode {
  std::optional<QualifiedNameNode> name;
  EndpointNode left, right;
  RelationNode relation;
  SettingList settings;
  Span at;
};

struct GroupNode {
  Name name;
  SettingList settings;
  std::vector<QualifiedNameNode> tables;
  std::vector<NoteNode> notes;
};

struct StickyNoteNode {
  Name name;
  SettingList settings;
  ValueNode text;
};

struct PropertyNode {
  Name name;
  ValueNode value;
};

struct ProjectNode {
  std::optional<Name> name;
  std::vector<PropertyNode> properties;
  std::vector<NoteNode> notes;
  Span at;
};

struct ViewSectionNode {
  Name kind;
  std::vector<QualifiedNameNode> names;
  bool all = false;  ///< { * }
};

struct ViewNode {
  Name name;
  std::vector<ViewSectionNode> sections;
  bool all = false;  ///< DiagramView v { * }
};

/// Ім'я з кількох частин, про яке лише розв'язання знає, таблиця це чи стовпець: «t», «s.t», «t.id»,
/// «s.t.id».
struct PathNode {
  std::vector<Name> parts;
  std::vector<Name> columns = {};  ///< «t.(a, b)»: те, що в дужках
  Span at;
};

/// Одна стрілка Dep.
struct EdgeNode {
  PathNode from, to;
  SettingList settings;
  Span at;
};

struct DependencyNode {
  std::optional<Name> name;
  SettingList settings;  ///< із заголовка і з тіла: color: #abc, owner: 'x'
  std::vector<NoteNode> notes;
  std::vector<EdgeNode> edges;
  Span at;
};

struct MetadataNode {
  Name kind;
  PathNode target;
  SettingList settings;
  std::vector<PropertyNode> properties;
};

struct UseItemNode {
  Name kind;
  QualifiedNameNode name;
  std::optional<Name> alias;
};

struct UseNode {
  bool reuse = false;
  bool all = false;  ///< use * from
  std::vector<UseItemNode> items;
  std::string_view path;
  Span path_at;
  std::optional<std::size_t> target = {};  ///< номер файлу; порожньо, якщо його не вдалося прочитати
};

/// Елементи одного файлу. Порядок усередині кожного роду — порядок джерела.
struct Document {
  std::vector<ProjectNode> projects;
  std::vector<TableNode> tables;
  std::vector<TableNode> partials;
  std::vector<EnumNode> enums;
  std::vector<RefNode> refs;
  std::vector<GroupNode> groups;
  std::vector<StickyNoteNode> notes;
  std::vector<RecordsNode> records;
  std::vector<ViewNode> views;
  std::vector<DependencyNode> dependencies;
  std::vector<MetadataNode> metadata;
  std::vector<UseNode> uses;

  std::deque<std::string> texts;  ///< розкодовані тексти, яких немає у файлі дослівно
  std::deque<std::string> second_texts;  ///< те саме з другої половини, яку читав інший потік
};

}  // namespace techmarket::dbml
