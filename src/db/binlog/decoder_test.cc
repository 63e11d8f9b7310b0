// Розбір на записаних журналах справжніх серверів (tests/binlog/README.md).

#include "db/binlog/decoder.h"

#include <cctype>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "db/binlog/inflate.h"
#include "db/binlog/testing/recorded_log.h"

namespace techmarket::db::binlog {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> recorded(const std::string& name) {
  const auto log = read_file(std::filesystem::path(TECHMARKET_SOURCE_DIR) / "tests/binlog" / name);
  EXPECT_TRUE(log) << name;
  return testing::events_of(log.value_or(""));
}

/// Що віддав розбір.
struct Decoded {
  std::vector<std::string> keys, whole;
  std::optional<std::string> problem;
};

class Recording {
 public:
  Decoded decode(const std::vector<std::string>& events) {
    Decoded decoded;
    const ChangeHandlers handlers{
        [&](std::size_t table, RowView key) -> Status {
          std::string text = std::to_string(table);
          for (const auto value : key) text += "|" + std::string(value);
          decoded.keys.push_back(text);
          return {};
        },
        [&](std::size_t table, std::string_view reason) -> Status {
          decoded.whole.push_back(std::to_string(table) + ": " + std::string(reason));
          return {};
        }};
    for (const auto& event : events) {
      const auto fed = decoder_.feed(event, handlers);
      EXPECT_TRUE(fed) << fed.error().message;
      if (fed && *fed) {
        decoded.problem = **fed;
        break;
      }
    }
    return decoded;
  }

  const Decoder& decoder() const { return decoder_; }

 private:
  Decoder decoder_{testing::recorded_tables(), {"binlog.000002", kFirstEvent}};
};

class RecordedLog : public ::testing::TestWithParam<std::string> {};

TEST_P(RecordedLog, HoldsExactlyTheKeysThatWereChanged) {
  const auto events = recorded(GetParam());
  Recording recording;
  const Decoded decoded = recording.decode(events);
  EXPECT_EQ(decoded.problem, std::nullopt);
  const std::string first = "0|12345678-9abc-4def-8123-000000000001",
                    second = "0|12345678-9abc-4def-8123-000000000002";
  EXPECT_THAT(decoded.keys,
              ElementsAre(first, second, "1|4294967295|-1", "1|7|2", first, "1|7|2", "1|7|3", second));
  EXPECT_THAT(decoded.whole,
              ElementsAre(HasSubstr("0: CREATE TABLE orders"), HasSubstr("1: CREATE TABLE items")));
  EXPECT_EQ(recording.decoder().reached().offset, kFirstEvent) << "the last event names the next file";
  EXPECT_EQ(recording.decoder().boundary(), recording.decoder().reached());
  EXPECT_GT(recording.decoder().log_created().value_or(0), 1'700'000'000u);
}

TEST_P(RecordedLog, EveryDamagedByteIsNoticed) {
  const auto events = recorded(GetParam());
  constexpr std::size_t kType = 4, kEnd = 19;
  std::size_t damaged = 0;
  for (std::size_t i = 1; i < events.size(); ++i)  // FORMAT_DESCRIPTION_EVENT каже, чи суми взагалі є
    for (std::size_t at = kEnd; at < events[i].size(); ++at, ++damaged) {
      if (events[i][kType] == 27) continue;
      auto copy = events;
      copy[i][at] = static_cast<char>(copy[i][at] ^ 0x10);
      copy.resize(i + 1);
      Recording recording;
      const Decoded decoded = recording.decode(copy);
      ASSERT_TRUE(decoded.problem) << "event " << i << ", byte " << at;
      ASSERT_THAT(*decoded.problem, HasSubstr("checksum does not match"));
    }
  EXPECT_GT(damaged, 1000u);
}

TEST_P(RecordedLog, AShortenedEventNeverReadsBeyondItsEnd) {
  const auto events = recorded(GetParam());
  std::size_t problems = 0;
  for (std::size_t i = 0; i < events.size(); ++i)
    for (std::size_t size = 0; size < events[i].size(); ++size) {
      auto copy = events;
      copy.resize(i + 1);
      copy[i].resize(size);
      copy[i].shrink_to_fit();
      if (i > 0) testing::repair(copy[i]);
      Recording recording;
      problems += recording.decode(copy).problem ? 1 : 0;
    }
  EXPECT_GT(problems, 500u);
}

TEST_P(RecordedLog, APlaceInsideAStatementIsAProblem) {
  auto events = recorded(GetParam());
  // Без TABLE_MAP рядки нічиї.
  constexpr char kTableMap = 19;
  std::erase_if(events, [](const std::string& event) { return event.size() > 4 && event[4] == kTableMap; });
  Recording recording;
  EXPECT_THAT(recording.decode(events).problem.value_or(""), HasSubstr("rows of an unknown table"));
}

INSTANTIATE_TEST_SUITE_P(, RecordedLog,
                         ::testing::Values("mariadb-10.11.binlog", "mariadb-10.11-compressed.binlog",
                                           "mysql-9.7.binlog"),
                         [](const auto& file) {
                           std::string name = file.param;
                           std::erase_if(name, [](unsigned char c) { return !std::isalnum(c); });
                           return name;
                         });

TEST(LogInflate, RefusesWhatItCannotBelieve) {
  EXPECT_EQ(inflate(""), std::nullopt);
  EXPECT_EQ(inflate("\x01\x01"), std::nullopt) << "no mark";
  EXPECT_EQ(inflate("\x91\x01x"), std::nullopt) << "another algorithm";
  EXPECT_EQ(inflate("\x84\x3f\xff\xff\xffx"), std::nullopt) << "a gigabyte out of one byte";
}

}  // namespace
}  // namespace techmarket::db::binlog
