#pragma once
// Потік змін: які ключі яких таблиць згадує двійковий журнал між двома місцями. Правду про рядок каже знімок
// (snapshot.h), журнал — лише де дивитися: ключ, якого в знімку немає, вилучено.
//
//   auto snapshot = open_snapshot(source);               // місце P2
//   auto opened = ChangeReader::open(endpoint, P1, tables);
//   if (const Gap* gap = std::get_if<Gap>(&*opened)) …;  // порівняти все
//   reader.read_to(P2, {.key = …, .whole = …});          // прочитати ці ключі у знімку
//   … COMMIT разом із reader.checkpoint()

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "db/binlog/position.h"
#include "db/binlog/watched_table.h"
#include "db/endpoint.h"
#include "db/row.h"

namespace techmarket::db::binlog {

/// Журнал не може сказати всього, що змінилося. Це не помилка, а відповідь: порівняйте таблиці цілком і
/// почніть з нового місця. Пропускати не можна ніколи.
struct Gap {
  enum class Reason {
    other_server,  ///< сервер замінено, відновлено з копії, або журнал почато наново
    purged,        ///< цього файлу журналу вже немає
    unreadable,  ///< стиснена транзакція, пошкоджена подія, місце не на межі транзакції
  };
  Reason reason;
  std::string message;  ///< одне речення з іменем сервера й місцем
};

struct ChangeHandlers {
  /// Ключ, який треба перечитати: номер таблиці в переліку open() і значення в порядку WatchedTable::key.
  ///
  /// Значення — як їх надрукував би SELECT цього сервера в utf8mb4 (TIMESTAMP — при time_zone '+00:00';
  /// BINARY, VARBINARY — самі байти). Дійсні лише під час виклику. Повтори можливі: зводить їх отримувач.
  /// UPDATE, що змінив ключ, дає обидва.
  std::function<Status(std::size_t table, RowView key)> key;
  /// Журнал не каже, які саме рядки: ALTER, TRUNCATE, DROP, RENAME, зміна оператором, образ без ключа.
  /// Таблицю треба порівняти цілком; за один виклик read_… кожну названо не більше разу.
  std::function<Status(std::size_t table, std::string_view reason)> whole;
};

struct ReadOptions {
  /// Скільки мовчання сервера терпіти; живий подає голос щодесять разів на секунду, хоч би нічого не діялося.
  std::chrono::seconds silence = std::chrono::seconds(10);
};

class ChangeReader {
 public:
  /// Під'єднується, звіряє сервер із from.identity і дізнається типи стовпців.
  ///
  /// Помилки: retryable — сервер недосяжний; configuration — бракує права або стовпець ключа невідомого роду
  /// (ті самі слова, що у find_obstacles()); interrupted.
  static Result<std::variant<ChangeReader, Gap>> open(const Endpoint& endpoint, const Checkpoint& from,
                                                      std::vector<WatchedTable> tables,
                                                      const ReadOptions& options = {});

  /// Читає до to включно з подією, що там кінчається. Пам'ять — одна подія журналу.
  ///
  /// @return порожньо — дійшли; Gap — далі журналові вірити не можна, читач більше не придатний. to перед
  /// position(): нічого не робить. Помилки: retryable — зв'язок обірвано або сервер мовчить довше за silence;
  /// interrupted; будь-яка помилка отримувача. Після помилки відкрийте нового від збереженого місця.
  Result<std::optional<Gap>> read_to(const LogPosition& to, const ChangeHandlers& handlers);

  /// Для follow: чекає на зміни не довше за wait і читає їх, доки є. Повертається на межі транзакції: щойно
  /// журнал скінчився, якщо хоч один ключ віддано, або коли минув wait.
  Result<std::optional<Gap>> read_on(std::chrono::milliseconds wait, const ChangeHandlers& handlers);

  /// Куди дійшли: межа останньої прочитаної транзакції.
  const LogPosition& position() const;
  /// Те саме, щоб зберегти й відкрити з нього знов.
  Checkpoint checkpoint() const;

  ChangeReader(ChangeReader&&) noexcept;
  ChangeReader& operator=(ChangeReader&&) noexcept;
  ~ChangeReader();

 private:
  class State;
  explicit ChangeReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Місце разом із тим, чий це журнал: для першого знімка, коли журналу ще ніхто не читав. Помилки — як в
/// open().
Result<Checkpoint> checkpoint_at(const Endpoint& endpoint, const LogPosition& position,
                                 const ReadOptions& options = {});

}  // namespace techmarket::db::binlog
