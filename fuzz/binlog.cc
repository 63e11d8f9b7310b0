// Події двійкового журналу. Обіцянки: будь-які байти кінчаються ключами або проблемою; ключ має стільки
// значень, скільки стовпців; кожну таблицю названо зміненою цілком щонайбільше раз; межа транзакції не
// обганяє прочитаного.
#include <cstdint>
#include <string>

#include "check.h"
#include "db/binlog/decoder.h"
#include "db/binlog/testing/recorded_log.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace techmarket;
  using namespace techmarket::db::binlog;
  using fuzz::check;
  const auto tables = testing::recorded_tables();
  Decoder decoder(tables, {"binlog.000002", kFirstEvent});
  std::vector<int> whole(tables.size());
  std::size_t keys = 0;
  const ChangeHandlers handlers{[&](std::size_t table, db::RowView key) -> Status {
                                  check(key.size() == tables.at(table).key.size(), "a key is whole");
                                  ++keys;
                                  return {};
                                },
                                [&](std::size_t table, std::string_view reason) -> Status {
                                  check(++whole.at(table) == 1, "a table is named once", reason);
                                  check(!reason.empty(), "with a reason");
                                  return {};
                                }};
  for (auto& event : testing::events_of({reinterpret_cast<const char*>(data), size})) {
    testing::repair(event);
    const auto fed = decoder.feed(event, handlers);
    check(fed.has_value(), "only the receiver fails");
    if (*fed) {
      check(!(*fed)->empty(), "a problem has a text");
      break;
    }
    if (decoder.boundary().file == decoder.reached().file)
      check(decoder.boundary().offset <= decoder.reached().offset, "a boundary has been read");
  }
  check(decoder.keys() == keys, "every key is counted");
  return 0;
}
