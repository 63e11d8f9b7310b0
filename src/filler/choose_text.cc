#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "filler/checked_numbers.h"
#include "filler/choose_parts.h"
#include "filler/vocabulary.h"
#include "words/pattern.h"

namespace techmarket::filler {
namespace {

class TextChooser {
 public:
  TextChooser(const Demand& demand, const words::Lexicon& lexicon, Date until)
      : demand_(demand), lexicon_(lexicon), until_(until), rows_(demand.distinct_rows) {
    limit_ = demand.type.length;
    if (demand.bounds.max_length > 0)
      limit_ = limit_ == 0 ? demand.bounds.max_length : std::min(limit_, demand.bounds.max_length);
  }

  Source run() {
    const Bounds& bounds = demand_.bounds;
    if (auto number = as_number()) return {std::move(number)};
    if (bounds.pattern)
      if (auto pattern = words::pattern_codec(*bounds.pattern); pattern && fits(**pattern)) return {*pattern};
    if (bounds.upper)
      return in_case("[A-Z]", {Meaning::currency, Meaning::country_code, Meaning::sku, Meaning::code});
    if (bounds.lower)
      return in_case("[a-z]", {Meaning::email, Meaning::slug, Meaning::username, Meaning::language_code});
    if (bounds.min_length > 0 &&
        (bounds.min_length == bounds.max_length || demand_.guess.meaning == Meaning::none))
      return fallback();
    if (!demand_.guess.listed.empty() && rows_ == 0)
      if (auto listed = fitting_words(demand_.guess.listed)) return {std::move(listed)};
    for (Source& candidate : candidates(demand_.guess.meaning))
      if (usable(*candidate.codec)) return std::move(candidate);
    return fallback();
  }

 private:
  bool fits(const words::Codec& codec) const {
    return (limit_ == 0 || codec.longest(std::max<std::uint64_t>(1, rows_)) <= limit_);
  }
  bool usable(const words::Codec& codec) const {
    return fits(codec) && (rows_ == 0 || (codec.distinct() && codec.size() >= rows_));
  }

  /// Текст, який перевірка порівнює з числом: value::numeric > 0.
  words::CodecPtr as_number() const {
    const Bounds& bounds = demand_.bounds;
    const bool numeric =
        (bounds.least && lowest(*bounds.least, 0)) || (bounds.most && highest(*bounds.most, 0));
    if (!numeric) return nullptr;
    constexpr std::uint64_t kDigits = 9;
    ValueType number{.kind = Family::integer, .most = 1};
    for (std::uint64_t i = 0; i < (limit_ == 0 ? kDigits : std::min(limit_, kDigits)); ++i) number.most *= 10;
    --number.most;
    Demand demand{.type = number, .guess = demand_.guess, .bounds = bounds, .distinct_rows = rows_};
    return choose_number(demand, until_);
  }

  words::CodecPtr fitting_words(const std::vector<std::string>& words) const {
    std::vector<std::string> kept;
    for (const auto& word : words)
      if (limit_ == 0 || count_code_points(word) <= limit_) kept.push_back(word);
    return kept.empty() ? nullptr : words::words_codec(std::move(kept));
  }

  Source in_case(std::string_view letters, std::initializer_list<Meaning> known) {
    if (std::ranges::find(known, demand_.guess.meaning) != known.end())
      for (Source& candidate : candidates(demand_.guess.meaning))
        if (usable(*candidate.codec)) return std::move(candidate);
    return fallback(letters);
  }

  /// Літери й цифри: вміщаються завжди. Довжина така, щоб різних вистачило.
  Source fallback(std::string_view letters = "[a-z0-9]") {
    const std::uint64_t least = std::max<std::uint64_t>(1, demand_.bounds.min_length);
    const std::uint64_t base = letters.size() > 5 ? 36 : 26;
    constexpr std::uint64_t kUsual = 8, kSlack = 4;
    std::uint64_t length = least, size = 1;
    for (std::uint64_t i = 0; i < least; ++i) size = words::multiply(size, base);
    while (size / kSlack < rows_ && (limit_ == 0 || length < limit_))
      size = words::multiply(size, base), ++length;
    if (rows_ == 0) length = std::max(least, limit_ == 0 ? kUsual : std::min(limit_, kUsual));
    const bool tight = size < rows_ && demand_.bounds.min_length == 0;
    return {words::known_pattern(tight ? fmt::format("{}{{1,{}}}", letters, length)
                                       : fmt::format("{}{{{}}}", letters, length))};
  }

  Source words(std::string_view kind) const { return {repeatable(lexicon_.words(kind))}; }

  /// Для унікального стовпця словник продовжується числами.
  words::CodecPtr repeatable(words::CodecPtr base, std::string separator = " ") const {
    return rows_ == 0 ? base : words::numbered_codec(std::move(base), std::move(separator));
  }
  static words::CodecPtr joined(std::vector<words::CodecPtr> parts) {
    return words::joined_codec(std::move(parts));
  }
  static words::CodecPtr range(std::int64_t least, std::int64_t most) {
    return words::decimal_codec(least, most, 0, false);
  }

  Source person(words::PersonPart part) const {
    return {lexicon_.person(part), "person:" + demand_.guess.subject};
  }
  Source place(words::PlacePart part) const {
    return {lexicon_.place(part), "place:" + demand_.guess.subject};
  }

  words::CodecPtr title() const {
    return repeatable(joined({lexicon_.words("adjective"), literal(" "), lexicon_.words("noun")}));
  }
  words::CodecPtr slug() const {
    return joined(
        {words::known_pattern("(kyiv|lviv|odesa|dnipro|poltava|winter|summer|modern|green|silver)"),
         literal("-"),
         words::known_pattern("(project|report|course|guide|garden|bridge|market|studio|route|museum)"),
         literal("-"), range(1, 999'999)});
  }
  words::CodecPtr company() const {
    const bool uk = lexicon_.language() == words::Language::uk;
    return repeatable(uk ? joined({literal("ТОВ «"), lexicon_.words("company"), literal("»")})
                         : joined({lexicon_.words("company"), literal(" "),
                                   words::known_pattern("(Ltd|LLC|Group|Holding)")}));
  }
  words::CodecPtr sentences() const {
    const words::CodecPtr sentence = lexicon_.words("sentence"), gap = literal(" ");
    constexpr std::uint64_t kLongest = 400;
    return words::free_codec({sentence, gap, sentence, gap, sentence},
                             limit_ == 0 ? kLongest : std::min(limit_, kLongest));
  }

  std::vector<Source> candidates(Meaning meaning) const {
    switch (meaning) {
      case Meaning::first_name:
        return {person(words::PersonPart::first_name), words("given")};
      case Meaning::last_name:
        return {person(words::PersonPart::last_name), words("surname")};
      case Meaning::patronymic:
        return {person(words::PersonPart::patronymic)};
      case Meaning::full_name:
        return {person(words::PersonPart::full_name),
                person(words::PersonPart::last_name),
                {repeatable(joined({lexicon_.words("given"), literal(" "), lexicon_.words("surname")}))}};
      case Meaning::email:
        return {person(words::PersonPart::email),
                person(words::PersonPart::short_email),
                {joined({words::known_pattern("[a-z]{4}\\d{6}"), literal("@ukr.net")})}};
      case Meaning::username:
        return {person(words::PersonPart::username), person(words::PersonPart::handle)};
      case Meaning::gender:
        return limit_ > 0 && limit_ < 6 ? std::vector<Source>{{words::known_pattern("(m|f)")}}
                                        : std::vector<Source>{person(words::PersonPart::gender)};
      case Meaning::phone:
        return {{lexicon_.phone(limit_ == 0 ? 20 : limit_, false)}};
      case Meaning::city:
        return {place(words::PlacePart::city), words("city")};
      case Meaning::region:
        return {place(words::PlacePart::region),
                words("region"),
                {words::known_pattern("[A-Z]{2,3}")},
                {words::known_pattern("[A-Z]{2}")}};
      case Meaning::continent:
        return {words("continent")};
      case Meaning::payment_method:
        return {{words::words_codec({"card", "cash", "bank_transfer", "paypal", "apple_pay"})},
                {words::words_codec({"card", "cash"})}};
      case Meaning::country:
        if (demand_.guess.local && rows_ == 0 && !(limit_ > 0 && limit_ <= 3))
          return {place(words::PlacePart::country)};
        if (limit_ > 0 && limit_ <= 3) return {{lexicon_.countries(true, limit_ == 3)}};
        return {{repeatable(lexicon_.countries(false, false))}};
      case Meaning::country_code:
        return {{lexicon_.countries(true, limit_ == 3)}, {words::known_pattern("[A-Z]{2,3}")}};
      case Meaning::address:
        return {place(words::PlacePart::address), street(), words("street")};
      case Meaning::street:
        return {street(), words("street")};
      case Meaning::building:
        return {{words::known_pattern("[1-9]\\d?")}, {words::known_pattern("[1-9]\\d{3}")}};
      case Meaning::latitude:
      case Meaning::longitude:
        return {{lexicon_.coordinate(meaning == Meaning::latitude, 6), "place:" + demand_.guess.subject}};
      case Meaning::postcode:
        if (rows_ == 0) return {place(words::PlacePart::postcode)};
        return {{words::known_pattern("[0-9]\\d{4}")}};
      case Meaning::company:
        return {{company()}, words("company")};
      case Meaning::job:
      case Meaning::department:
      case Meaning::brand:
      case Meaning::category:
      case Meaning::colour:
      case Meaning::language:
      case Meaning::unit:
        return {words(kind_of(meaning))};
      case Meaning::product:
        return {{repeatable(lexicon_.products())}, {title()}};
      case Meaning::language_code:
        return {{words::words_codec({"uk", "en", "pl", "de", "fr", "es"})},
                {words::known_pattern("[a-z]{2,3}")}};
      case Meaning::title:
        return {{title()}, {repeatable(lexicon_.words("noun"))}};
      case Meaning::sentence:
        return {{sentences()}, {title()}, {repeatable(lexicon_.words("sentence"))}};
      case Meaning::slug:
        return {{slug()}, {words::known_pattern("[a-z]{4}-\\d{4}")}};
      case Meaning::url:
        return {{joined({literal("https://example.com/"), slug()})}};
      case Meaning::image:
        return {{joined({literal("https://img.example.com/"), words::hex_codec(12), literal(".jpg")})},
                {joined({words::hex_codec(12), literal(".jpg")})}};
      case Meaning::file:
        return {{joined({literal("/files/"), slug(), literal(".pdf")})},
                {joined({words::hex_codec(8), literal(".pdf")})}};
      case Meaning::domain:
        return {{joined({slug(), literal(".example.com")})}};
      case Meaning::ip:
        return {{joined(
            {literal("10."), range(0, 255), literal("."), range(0, 255), literal("."), range(1, 254)})}};
      case Meaning::mac:
        return {{words::known_pattern("02(:[0-9a-f]{2}){5}")}};
      case Meaning::user_agent:
        return {{lexicon_.user_agents()}};
      case Meaning::uuid:
        return {{words::uuid_codec()}, {words::hex_codec(32)}};
      case Meaning::token:
        return {
            {words::hex_codec(64)}, {words::hex_codec(40)}, {words::hex_codec(32)}, {words::hex_codec(16)}};
      case Meaning::password:
        if (rows_ == 0) return {{bcrypt_codec()}, {words::hex_codec(40)}, {words::hex_codec(32)}};
        return {{words::hex_codec(64)}, {words::hex_codec(40)}, {words::hex_codec(32)}};
      case Meaning::code:
        return {{words::known_pattern("[A-Z]{3}-\\d{6}")},
                {words::known_pattern("[A-Z]{2}\\d{4}")},
                {words::known_pattern("[A-Z]\\d{3}")}};
      case Meaning::sku:
        return {{words::known_pattern("[A-Z]{3}-[A-Z]{3}-\\d{5}")}, {words::known_pattern("[A-Z]{3}\\d{5}")}};
      case Meaning::vin:
        return {{words::known_pattern("[A-HJ-N]{3}[0-9A-F]{8}\\d{6}")}};
      case Meaning::swift:
        return {{words::known_pattern("[A-Z]{4}(UA|PL|DE|GB)[A-Z0-9]{2}")}};
      case Meaning::period:
        return {{words::known_pattern("202[3-6]-(01|02|03|04|05|06|07|08|09|10|11|12)")}};
      case Meaning::model:
        return {{words::known_pattern("[A-Z]{1,2}-[1-9]\\d{1,2}")}, {words::known_pattern("[A-Z]{2}\\d{5}")}};
      case Meaning::iban:
        return {{iban_codec()}, {words::known_pattern("\\d{14}")}, {words::known_pattern("\\d{10}")}};
      case Meaning::card:
        return {{card_codec()}, {words::known_pattern("\\d{4}")}};
      case Meaning::tax_number:
        return {{words::known_pattern("[1-9]\\d{9}")}, {words::known_pattern("[1-9]\\d{7}")}};
      case Meaning::currency:
        return {{lexicon_.currencies()}, {words::known_pattern("[A-Z]{3}")}};
      case Meaning::mime:
        return {
            {words::words_codec({"image/jpeg", "image/png", "application/pdf", "text/plain", "text/html"})}};
      case Meaning::version:
        return {{words::known_pattern("[1-9]\\.\\d\\.\\d{1,2}")},
                {words::known_pattern("[1-9]\\.\\d{1,4}\\.\\d{1,4}")}};
      case Meaning::timezone:
        return {
            {words::words_codec({"Europe/Kyiv", "Europe/Warsaw", "Europe/Berlin", "Europe/London", "UTC"})}};
      case Meaning::json:
        return {{json_codec(demand_.guess)}};
      case Meaning::status:
      case Meaning::kind:
      case Meaning::priority:
        return {{words::words_codec(plain_values(meaning))}};
      case Meaning::flag:
        return {{words::words_codec({"yes", "no"})}, {words::words_codec({"Y", "N"})}};
      case Meaning::moment:
        return {{moment_codec(demand_.first_step, demand_.guess.step, Family::moment, until_), "moment"},
                {moment_codec(demand_.first_step, demand_.guess.step, Family::date, until_), "moment"}};
      default:
        return {{title()}, {repeatable(lexicon_.words("noun"))}};
    }
  }

  std::vector<Source> country_codes() const {
    const bool three = limit_ == 3;
    if (demand_.guess.local && rows_ == 0)
      return {place(three ? words::PlacePart::country_code3 : words::PlacePart::country_code)};
    return {{lexicon_.countries(true, three)}, {words::known_pattern("[A-Z]{2,3}")}};
  }
  Source street() const { return {joined({lexicon_.words("street"), literal(", "), range(1, 180)})}; }
  static std::string_view kind_of(Meaning meaning) {
    switch (meaning) {
      case Meaning::job:
        return "job";
      case Meaning::department:
        return "department";
      case Meaning::brand:
        return "brand";
      case Meaning::category:
        return "category";
      case Meaning::colour:
        return "colour";
      case Meaning::language:
        return "language";
      default:
        return "unit";
    }
  }

  const Demand& demand_;
  const words::Lexicon& lexicon_;
  const Date until_;
  std::uint64_t rows_;
  std::uint64_t limit_ = 0;
};

}  // namespace

Source choose_text(const Demand& demand, const words::Lexicon& lexicon, Date until) {
  return TextChooser(demand, lexicon, until).run();
}

words::CodecPtr json_codec(const Guess& guess) {
  const auto text = [](std::string_view pattern) { return words::known_pattern(pattern); };
  const auto number = [](std::int64_t least, std::int64_t most) {
    return words::decimal_codec(least, most, 0, false);
  };
  if (guess.list)
    return words::joined_codec({literal("[\""), text("(new|sale|vip|gift|local)"), literal("\", \""),
                                text("(daily|weekly|popular|archive)"), literal("-"), number(1, 999'999),
                                literal("\"]")});
  if (guess.meaning == Meaning::settings)
    return words::joined_codec({literal("{\"theme\": \""), text("(light|dark)"),
                                literal("\", \"language\": \""), text("(uk|en|pl|de)"),
                                literal("\", \"notifications\": "), text("(true|false)"),
                                literal(", \"page_size\": "), number(10, 100), literal(", \"revision\": "),
                                number(1, 999'999), literal("}")});
  return words::joined_codec({literal("{\"id\": "), number(1, 999'999), literal(", \"source\": \""),
                              text("(web|mobile|api|import)"), literal("\", \"tags\": [\""),
                              text("(new|sale|vip|test)"), literal("\"]}")});
}

}  // namespace techmarket::filler
