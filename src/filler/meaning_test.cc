// Здогад із імені, типу й примітки і слова, якими його сказано.

#include "base/file.h"
#include "filler/testing/planned.h"

namespace techmarket::filler {
namespace {

using namespace testing;

Guess guess(const schema::Table& table, const schema::Column& column, Family kind) {
  static const MeaningRulesPtr rules = meanings();
  return filler::guess(*rules, table, column, {.kind = kind});
}

TEST(Meaning, ReadsNamesNotesAndTables) {
  const auto meaning = [](const std::string& table, const std::string& column, const std::string& note = "",
                          Family kind = Family::text) {
    schema::Table owner{.name = {.name = table}};
    schema::Column subject{.name = column, .type = {}};
    if (!note.empty()) subject.note = note;
    return guess(owner, subject, kind).meaning;
  };
  EXPECT_EQ(meaning("t", "firstName"), Meaning::first_name);
  EXPECT_EQ(meaning("t", "customer_email"), Meaning::email);
  EXPECT_EQ(meaning("t", "UnitPrice", "", Family::decimal), Meaning::price);
  EXPECT_EQ(meaning("customers", "name"), Meaning::full_name);
  EXPECT_EQ(meaning("cities", "name"), Meaning::city);
  EXPECT_EQ(meaning("things", "name"), Meaning::title);
  EXPECT_EQ(meaning("t", "x1", "номер телефону клієнта"), Meaning::phone);
  EXPECT_EQ(meaning("t", "island"), Meaning::none) << "'is' and 'land' are not words of their own here";
  EXPECT_EQ(meaning("t", "author_email"), Meaning::email) << "an author at the beginning is only whose";
  EXPECT_EQ(meaning("t", "approved_by"), Meaning::full_name);
  EXPECT_EQ(meaning("t", "stripe_customer_id"), Meaning::code);
  EXPECT_EQ(meaning("tickets", "restaurant_name"), Meaning::company);
  EXPECT_EQ(meaning("tickets", "nombre_cliente"), Meaning::full_name);
  EXPECT_EQ(meaning("Користувачі", "Назва"), Meaning::full_name);
  EXPECT_EQ(meaning("content_item", "name"), Meaning::title);
  EXPECT_EQ(meaning("t", "Dirección"), Meaning::address);
  EXPECT_EQ(meaning("t", "Ціна", "", Family::decimal), Meaning::price);
  EXPECT_EQ(meaning("t", "Straße"), Meaning::street);
  EXPECT_EQ(meaning("t", "product_description"), Meaning::sentence) << "the last word is the head";
  EXPECT_EQ(meaning("t", "host_path"), Meaning::file);
  EXPECT_EQ(meaning("t", "last_login_ip"), Meaning::ip);
  EXPECT_EQ(meaning("t", "discount_amount", "", Family::decimal), Meaning::small_price);
  EXPECT_EQ(meaning("t", "telefono_empresa"), Meaning::phone) << "in Spanish the first one is";
  EXPECT_EQ(snake_case("HTTPServerID"), "http_server_id");
}

TEST(Meaning, UsualValuesFollowTheDefault) {
  schema::Table orders{.name = {.name = "orders"}};
  schema::Column status{.name = "status", .type = {}};
  status.default_value = schema::Value{.kind = schema::Value::Kind::string, .text = "PLACED"};
  const Guess found = guess(orders, status, Family::text);
  EXPECT_EQ(found.listed,
            (std::vector<std::string>{"PLACED", "NEW", "PAID", "SHIPPED", "DELIVERED", "CANCELLED"}));
}

TEST(Meaning, ListsTheUsualValuesOfAColumn) {
  const auto listed = [](const std::string& table, const std::string& column) {
    schema::Table owner{.name = {.name = table}};
    owner.columns.push_back({.name = column, .type = {}});
    if (column == "state") owner.columns.push_back({.name = "zip", .type = {}});
    const Guess found = guess(owner, owner.columns.front(), Family::text);
    return found.listed.empty() ? std::string() : found.listed.front();
  };
  EXPECT_EQ(listed("patients", "bloodType"), "A+");
  EXPECT_EQ(listed("rooms", "type"), "single");
  EXPECT_EQ(listed("flights", "status"), "scheduled");
  EXPECT_EQ(listed("orders", "payment_status"), "pending");
  EXPECT_EQ(listed("chats", "channel_name"), "") << "the name of a channel is not a channel";
  EXPECT_EQ(listed("addresses", "state"), "") << "a region";
}

TEST(Meaning, MistakesOfTheDictionaryHaveAPlace) {
  const std::string header = "about\tmeaning\ttypes\twords\n";
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "meanings_with_mistakes";
  const auto file = folder / "words" / "meanings.tsv";
  for (const auto& [row, words] : std::map<std::string, std::string>{
           {"column\tprise\tnumber\tprice", "unknown meaning 'prise'"},
           {"event\tprice\t\tpaid", "unknown meaning 'price'"},
           {"row\tprice\tnumber\tprice", "unknown about 'row'"},
           {"column\tprice\tmoney\tprice", "unknown types 'money'"},
           {"column\tprice\t\tprice", "unknown types ''"},
           {"table\tcity\t\tcity  town", "two spaces in a row, or one at the edge"},
           {"table\tcity\t\t", "column 'words' is empty"}}) {
    ASSERT_TRUE(write_file(file, header + row + "\n"));
    const auto read = MeaningRules::read(folder);
    ASSERT_FALSE(read) << row;
    EXPECT_EQ(read.error().kind, ErrorKind::bad_input);
    EXPECT_EQ(read.error().message, file.string() + ":2: error: " + words);
  }
  std::filesystem::remove_all(folder);
}

TEST(Lexicon, SpeaksEnglishToo) {
  const words::LexiconPtr english = lexicon(words::Language::en);
  for (const words::PersonPart part :
       {words::PersonPart::first_name, words::PersonPart::full_name, words::PersonPart::email}) {
    std::string text;
    english->person(part)->write({12, 0}, text);
    EXPECT_TRUE(std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
        << text;
  }
}

}  // namespace
}  // namespace techmarket::filler
