#pragma once
// QUERY_EVENT: оператор, записаний текстом. Для потоку змін важить лише, чи міг він змінити таблиці повз
// події рядків, і де кінчається транзакція.

#include <string>
#include <string_view>
#include <vector>

namespace techmarket::db::binlog {

struct Statement {
  enum class Kind {
    begin,      ///< BEGIN, XA START: далі події транзакції
    commit,     ///< COMMIT, ROLLBACK: кінець транзакції
    xa_commit,  ///< друга половина XA: рядки лежать у журналі раніше, під тим самим xid
    harmless,   ///< рядків і стовпців таблиць не змінює
    ddl,        ///< змінює таблиці, названі в names
    drop_database,
    other,  ///< INSERT текстом, CALL…: які таблиці змінює, з тексту не дізнатися
  };
  Kind kind = Kind::harmless;
  /// ddl, drop_database: усі слова, що можуть бути іменами, малими літерами. xa_commit: один xid.
  std::vector<std::string> names;
};

Statement classify(std::string_view sql);

/// xid у єдиному вигляді: «x'67',x'',1», малими літерами, без пробілів.
std::string canonical_xid(std::string_view text);

}  // namespace techmarket::db::binlog
