#pragma once
// Чим діалекти різняться: лапки, типи, лічильники, індекси, примітки. Спільний порядок виводу — у script.h.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ddl/grouped_schema.h"
#include "schema/schema.h"

namespace techmarket::ddl {

/// ALTER TABLE … ADD FOREIGN KEY без імені батьківської таблиці: те, що стоїть до нього і після.
struct ForeignKeyText {
  std::string before_parent, after_parent;
};

class Syntax {
 public:
  virtual ~Syntax() = default;

  virtual schema::Dialect dialect() const = 0;
  /// Ім'я для заголовка: «MySQL».
  virtual std::string_view title() const = 0;

  /// Лапки імен: ` або ".
  virtual char name_mark() const = 0;
  std::string quote_name(std::string_view name) const;
  virtual std::string quote_text(std::string_view text) const = 0;
  /// Ім'я таблиці; схема за замовчуванням не пишеться.
  std::string quote_table(const schema::QualifiedName& name) const;
  /// «a, b» у лапках діалекту.
  std::string quote_names(const std::vector<std::string>& names) const;

  /// Оператор, що створює перелік; порожньо, якщо діалект пише його в стовпці.
  virtual std::string create_enum(const schema::Enum& element) const = 0;

  /// Дописує тип стовпця. У PostgreSQL — разом із GENERATED … AS IDENTITY.
  virtual void add_type(const schema::Column& column, const Model& model, std::string& out) const = 0;
  std::string column_type(const schema::Column& column, const Model& model) const;
  /// Чи нумерує сервер цей стовпець сам. Тоді default не пишеться: обидва разом сервер не приймає.
  virtual bool is_numbered(const schema::Column& column) const = 0;
  /// Слово після NOT NULL: « AUTO_INCREMENT» або порожньо.
  virtual std::string_view auto_increment(const schema::Column& column) const = 0;
  /// Значення за замовчуванням без слова DEFAULT.
  virtual std::string default_value(const schema::Column& column, const schema::Value& value) const = 0;
  /// Дописує примітку всередині стовпця: « COMMENT '…'» або нічого.
  virtual void add_comment(const std::optional<std::string>& note, std::string& out) const = 0;

  /// Чи стоїть CHECK останнім у стовпці: MariaDB не приймає DEFAULT і COMMENT після нього.
  virtual bool checks_stand_last() const = 0;

  /// Рядок PRIMARY KEY (…) у CREATE TABLE. @param index індекс [pk], з якого взято ключ, або nullptr.
  virtual std::string primary_key(const std::vector<std::string>& columns,
                                  const schema::Index* index) const = 0;
  /// CREATE INDEX. @param number місце індексу в схемі, для імені без назви.
  virtual std::string create_index(const schema::Table& table, const schema::Index& index,
                                   std::size_t number) const = 0;
  /// Оператори приміток таблиці, її стовпців та індексів.
  virtual std::vector<std::string> comments(const schema::Table& table) const = 0;
  /// Кінець ALTER TABLE … ADD FOREIGN KEY.
  virtual std::string_view foreign_key_suffix() const = 0;
  /// Увесь оператор зовнішнього ключа таблиці child на parent.
  virtual std::string foreign_key(const schema::QualifiedName& child, const schema::QualifiedName& parent,
                                  const ForeignKeyText& text) const;

  /// Обгортка рядків records: поки вони вставляються, зв'язки не перевіряються.
  virtual std::string_view records_begin() const = 0;
  virtual std::string_view records_end() const = 0;
};

std::unique_ptr<Syntax> make_syntax(schema::Dialect dialect);

/// «(a, (lower(b)))»: стовпці в лапках, вирази в дужках, у порядку джерела.
std::string index_parts(const Syntax& syntax, const schema::Index& index);

/// «CONSTRAINT ім'я » або порожньо.
std::string constraint(const Syntax& syntax, const std::string& name);

/// ALTER TABLE … ADD FOREIGN KEY зв'язку, що не є багато-до-багатьох.
std::string add_foreign_key(const Syntax& syntax, const schema::Ref& ref);

/// Значення default, однакове для обох діалектів: рядок у лапках, число своїм текстом, вираз у дужках.
std::string plain_default(const Syntax& syntax, const schema::Value& value);

/// text у лапках mark; така лапка всередині подвоюється.
std::string quoted(std::string_view text, char mark);
/// Те саме, дописане до out.
void add_quoted(std::string_view text, char mark, std::string& out);

/// Чи є що писати: порожня примітка нічого не додає.
bool has_text(const std::optional<std::string>& note);

}  // namespace techmarket::ddl
