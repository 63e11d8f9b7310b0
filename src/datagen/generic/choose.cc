#include "datagen/generic/choose.h"

#include <algorithm>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "datagen/generic/checked_numbers.h"
#include "datagen/generic/pattern.h"

namespace techmarket::datagen::generic {
namespace {

CodecPtr literal(std::string text) {
  return words_codec({std::move(text)});
}

std::int64_t power_of_ten(int exponent) {
  std::int64_t value = 1;
  while (exponent-- > 0) value *= 10;
  return value;
}

// ---- числа

struct Span {
  double least, most;
  bool skewed = false;
};

/// Звичні межі того, що означає число. Для дробових — ті самі, у цілих одиницях.
Span usual(Meaning meaning, const ValueType& type, Date until) {
  switch (meaning) {
    case Meaning::price:
      return {10, 20'000, true};
    case Meaning::small_price:
      return {0, 500, true};
    case Meaning::quantity:
      return {1, 20, true};
    case Meaning::percent:
      return type.precision - type.scale == 1 ? Span{0, 1} : Span{0, 100};
    case Meaning::fraction:
      return {0, 1};
    case Meaning::rating:
      return {1, 5};
    case Meaning::age:
      return {18, 80};
    case Meaning::year:
      return {1990, static_cast<double>(static_cast<int>(until.civil().year()))};
    case Meaning::month:
      return {1, 12};
    case Meaning::day:
      return {1, 7};
    case Meaning::hour:
      return {0, 23};
    case Meaning::duration:
      return {1, 240};
    case Meaning::weight:
      return {1, 500, true};
    case Meaning::size:
      return {1, 500};
    case Meaning::latitude:
      return {44.4, 52.3};  // межі України
    case Meaning::longitude:
      return {22.2, 40.2};
    case Meaning::position:
      return {1, 100};
    case Meaning::count:
      return {0, 10'000, true};
    case Meaning::postcode:
      return {10'000, 99'999};
    case Meaning::status:
    case Meaning::priority:
      return {1, 5};
    case Meaning::flag:
      return {0, 1};
    default:
      return {1, 1'000};
  }
}

CodecPtr number(const Demand& demand, Date until) {
  const ValueType& type = demand.type;
  const bool whole = type.kind == ValueKind::integer;
  const int scale = whole ? 0 : type.scale;
  const std::int64_t unit = power_of_ten(scale);
  const std::int64_t type_most = whole ? type.most : power_of_ten(type.precision) - 1;
  const std::int64_t type_least = whole ? type.least : -type_most;
  const Span span = usual(demand.guess.meaning, type, until);
  auto least = static_cast<std::int64_t>(span.least * static_cast<double>(unit));
  auto most = static_cast<std::int64_t>(span.most * static_cast<double>(unit));
  const std::int64_t width = std::max<std::int64_t>(1, most - least);

  const Bounds& bounds = demand.bounds;
  const auto floor = bounds.least ? lowest(*bounds.least, scale) : std::nullopt;
  const auto ceiling = bounds.most ? highest(*bounds.most, scale) : std::nullopt;
  const std::int64_t lowest_allowed = std::max(type_least, floor.value_or(type_least));
  const std::int64_t highest_allowed = std::min(type_most, ceiling.value_or(type_most));
  if (floor && ceiling) {
    // Обидві межі сказано: звичне звужуємо до них, а якщо воно поза ними — беремо їх.
    if (most < *floor || least > *ceiling || demand.guess.meaning == Meaning::none)
      least = *floor, most = *ceiling;
  } else if (floor && most <= *floor) {
    least = *floor, most = *floor > type_most - width ? type_most : *floor + width;
  } else if (ceiling && least >= *ceiling) {
    most = *ceiling, least = *ceiling < type_least + width ? type_least : *ceiling - width;
  }
  least = std::clamp(least, lowest_allowed, highest_allowed);
  most = std::clamp(most, least, std::max(least, highest_allowed));

  const auto wanted = static_cast<std::int64_t>(std::min<std::uint64_t>(demand.distinct_rows, kUnlimited));
  if (wanted > 0 && most - least < wanted) {
    constexpr std::int64_t kSlack = 4;
    const std::int64_t room =
        wanted > std::numeric_limits<std::int64_t>::max() / kSlack ? wanted : wanted * kSlack;
    most = least > highest_allowed - room ? highest_allowed : least + room;
    if (most - least < wanted) least = lowest_allowed;
  }
  return decimal_codec(least, most, scale, span.skewed && wanted == 0);
}

// ---- тексти

class TextChooser {
 public:
  TextChooser(const Demand& demand, const Lexicon& lexicon, Date until)
      : demand_(demand), lexicon_(lexicon), until_(until), rows_(demand.distinct_rows) {
    limit_ = demand.type.length;
    if (demand.bounds.max_length > 0)
      limit_ = limit_ == 0 ? demand.bounds.max_length : std::min(limit_, demand.bounds.max_length);
  }

  Source run() {
    const Bounds& bounds = demand_.bounds;
    if (bounds.pattern)
      if (auto pattern = pattern_codec(*bounds.pattern); pattern && fits(**pattern)) return {*pattern};
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
  bool fits(const Codec& codec) const {
    return (limit_ == 0 || codec.longest(std::max<std::uint64_t>(1, rows_)) <= limit_);
  }
  bool usable(const Codec& codec) const {
    return fits(codec) && (rows_ == 0 || (codec.distinct() && codec.size() >= rows_));
  }

  CodecPtr fitting_words(const std::vector<std::string>& words) const {
    std::vector<std::string> kept;
    for (const auto& word : words)
      if (limit_ == 0 || count_code_points(word) <= limit_) kept.push_back(word);
    return kept.empty() ? nullptr : words_codec(std::move(kept));
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
    for (std::uint64_t i = 0; i < least; ++i) size = multiply(size, base);
    while (size / kSlack < rows_ && (limit_ == 0 || length < limit_)) size = multiply(size, base), ++length;
    if (rows_ == 0) length = std::max(least, limit_ == 0 ? kUsual : std::min(limit_, kUsual));
    const bool tight = size < rows_ && demand_.bounds.min_length == 0;
    return {known_pattern(tight ? fmt::format("{}{{1,{}}}", letters, length)
                                : fmt::format("{}{{{}}}", letters, length))};
  }

  Source words(std::string_view kind) const { return {repeatable(lexicon_.words(kind))}; }

  /// Для унікального стовпця словник продовжується числами.
  CodecPtr repeatable(CodecPtr base, std::string separator = " ") const {
    return rows_ == 0 ? base : numbered_codec(std::move(base), std::move(separator));
  }
  static CodecPtr joined(std::vector<CodecPtr> parts) { return joined_codec(std::move(parts)); }
  static CodecPtr range(std::int64_t least, std::int64_t most) {
    return decimal_codec(least, most, 0, false);
  }

  Source person(PersonPart part) const { return {lexicon_.person(part), "person:" + demand_.guess.subject}; }
  Source place(PlacePart part) const { return {lexicon_.place(part), "place:" + demand_.guess.subject}; }

  CodecPtr title() const {
    return repeatable(joined({lexicon_.words("adjective"), literal(" "), lexicon_.words("noun")}));
  }
  CodecPtr slug() const {
    return joined({known_pattern("(kyiv|lviv|odesa|dnipro|poltava|winter|summer|modern|green|silver)"),
                   literal("-"),
                   known_pattern("(project|report|course|guide|garden|bridge|market|studio|route|museum)"),
                   literal("-"), range(1, 999'999)});
  }
  CodecPtr company() const {
    const bool uk = lexicon_.language() == Language::uk;
    return repeatable(
        uk ? joined({literal("ТОВ «"), lexicon_.words("company"), literal("»")})
           : joined({lexicon_.words("company"), literal(" "), known_pattern("(Ltd|LLC|Group|Holding)")}));
  }
  CodecPtr sentences() const {
    const CodecPtr sentence = lexicon_.words("sentence"), gap = literal(" ");
    constexpr std::uint64_t kLongest = 400;
    return free_codec({sentence, gap, sentence, gap, sentence},
                      limit_ == 0 ? kLongest : std::min(limit_, kLongest));
  }
  static CodecPtr hex(std::uint64_t length) { return known_pattern(fmt::format("[0-9a-f]{{{}}}", length)); }

  std::vector<Source> candidates(Meaning meaning) const {
    switch (meaning) {
      case Meaning::first_name:
        return {person(PersonPart::first_name), words("given")};
      case Meaning::last_name:
        return {person(PersonPart::last_name), words("surname")};
      case Meaning::patronymic:
        return {person(PersonPart::patronymic)};
      case Meaning::full_name:
        return {person(PersonPart::full_name),
                person(PersonPart::last_name),
                {repeatable(joined({lexicon_.words("given"), literal(" "), lexicon_.words("surname")}))}};
      case Meaning::email:
        return {person(PersonPart::email),
                person(PersonPart::short_email),
                {joined({known_pattern("[a-z]{4}\\d{6}"), literal("@ukr.net")})}};
      case Meaning::username:
        return {person(PersonPart::username), person(PersonPart::handle)};
      case Meaning::gender:
        return limit_ > 0 && limit_ < 6 ? std::vector<Source>{{known_pattern("(m|f)")}}
                                        : std::vector<Source>{person(PersonPart::gender)};
      case Meaning::phone:
        return {{lexicon_.phone(limit_ == 0 ? 20 : limit_, false)}};
      case Meaning::city:
        return {place(PlacePart::city), words("city")};
      case Meaning::region:
        return {place(PlacePart::region), words("region")};
      case Meaning::country:
        if (limit_ > 0 && limit_ <= 3) return {{lexicon_.countries(true, limit_ == 3)}};
        return {{lexicon_.countries(false, false)}, {repeatable(lexicon_.countries(false, false))}};
      case Meaning::country_code:
        return {{lexicon_.countries(true, limit_ == 3)}, {known_pattern("[A-Z]{2,3}")}};
      case Meaning::address:
        return {place(PlacePart::address), street(), words("street")};
      case Meaning::street:
        return {street(), words("street")};
      case Meaning::building:
        return {{known_pattern("[1-9]\\d?")}, {known_pattern("[1-9]\\d{3}")}};
      case Meaning::postcode:
        return {{known_pattern("[0-9]\\d{4}")}};
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
        return {{words_codec({"uk", "en", "pl", "de", "fr", "es"})}, {known_pattern("[a-z]{2,3}")}};
      case Meaning::title:
        return {{title()}, {repeatable(lexicon_.words("noun"))}};
      case Meaning::sentence:
        return {{sentences()}, {title()}, {repeatable(lexicon_.words("sentence"))}};
      case Meaning::slug:
        return {{slug()}, {known_pattern("[a-z]{4}-\\d{4}")}};
      case Meaning::url:
        return {{joined({literal("https://example.com/"), slug()})}};
      case Meaning::image:
        return {{joined({literal("https://img.example.com/"), hex(12), literal(".jpg")})},
                {joined({hex(12), literal(".jpg")})}};
      case Meaning::file:
        return {{joined({literal("/files/"), slug(), literal(".pdf")})}, {joined({hex(8), literal(".pdf")})}};
      case Meaning::domain:
        return {{joined({slug(), literal(".example.com")})}};
      case Meaning::ip:
        return {{joined(
            {literal("10."), range(0, 255), literal("."), range(0, 255), literal("."), range(1, 254)})}};
      case Meaning::mac:
        return {{known_pattern("02(:[0-9a-f]{2}){5}")}};
      case Meaning::user_agent:
        return {{lexicon_.user_agents()}};
      case Meaning::uuid:
        return {{uuid_codec()}, {hex(32)}};
      case Meaning::token:
        return {{hex(64)}, {hex(40)}, {hex(32)}, {hex(16)}};
      case Meaning::password:
        return {{hex(64)}, {hex(40)}, {hex(32)}};
      case Meaning::code:
        return {{known_pattern("[A-Z]{3}-\\d{6}")},
                {known_pattern("[A-Z]{2}\\d{4}")},
                {known_pattern("[A-Z]\\d{3}")}};
      case Meaning::sku:
        return {{known_pattern("[A-Z]{3}-[A-Z]{3}-\\d{5}")}, {known_pattern("[A-Z]{3}\\d{5}")}};
      case Meaning::iban:
        return {{iban_codec()}, {known_pattern("\\d{14}")}, {known_pattern("\\d{10}")}};
      case Meaning::card:
        return {{card_codec()}, {known_pattern("\\d{4}")}};
      case Meaning::tax_number:
        return {{known_pattern("[1-9]\\d{9}")}, {known_pattern("[1-9]\\d{7}")}};
      case Meaning::currency:
        return {{lexicon_.currencies()}, {known_pattern("[A-Z]{3}")}};
      case Meaning::mime:
        return {{words_codec({"image/jpeg", "image/png", "application/pdf", "text/plain", "text/html"})}};
      case Meaning::version:
        return {{known_pattern("[1-9]\\.\\d\\.\\d{1,2}")}, {known_pattern("[1-9]\\.\\d{1,4}\\.\\d{1,4}")}};
      case Meaning::timezone:
        return {{words_codec({"Europe/Kyiv", "Europe/Warsaw", "Europe/Berlin", "Europe/London", "UTC"})}};
      case Meaning::json:
        return {{json()}};
      case Meaning::status:
        return {{words_codec({"new", "active", "pending", "completed", "cancelled"})}};
      case Meaning::kind:
        return {{words_codec({"standard", "basic", "premium", "internal", "external"})}};
      case Meaning::priority:
        return {{words_codec({"low", "medium", "high"})}};
      case Meaning::flag:
        return {{words_codec({"yes", "no"})}, {words_codec({"Y", "N"})}};
      case Meaning::moment:
        return {{moment_codec(demand_.first_step, demand_.guess.step, ValueKind::moment, until_), "moment"},
                {moment_codec(demand_.first_step, demand_.guess.step, ValueKind::date, until_), "moment"}};
      default:
        return {{title()}, {repeatable(lexicon_.words("noun"))}};
    }
  }

  Source street() const { return {joined({lexicon_.words("street"), literal(", "), range(1, 180)})}; }
  CodecPtr json() const {
    return joined({literal("{\"id\": "), range(1, 999'999), literal(", \"tag\": \""),
                   known_pattern("(new|sale|vip|test)"), literal("\"}")});
  }
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
  const Lexicon& lexicon_;
  const Date until_;
  std::uint64_t rows_;
  std::uint64_t limit_ = 0;
};

// ---- решта типів

CodecPtr coordinate() {
  return decimal_codec(0, 99'999, 3, false);
}

/// Геометрія: WKT для MySQL і PostGIS, власний запис для типів PostgreSQL.
CodecPtr shape(const ValueType& type, schema::Dialect dialect) {
  const CodecPtr x = coordinate(), y = coordinate();
  const bool native = dialect == schema::Dialect::postgres;
  if (type.kind == ValueKind::point)
    return native ? joined_codec({literal("("), x, literal(","), y, literal(")")})
                  : joined_codec({literal("POINT("), x, literal(" "), y, literal(")")});
  const std::string& name = type.name;
  if (native && name == "box") return joined_codec({literal("("), x, literal(","), y, literal("),(0,0)")});
  if (native && name == "lseg") return joined_codec({literal("[("), x, literal(","), y, literal("),(0,0)]")});
  if (native && name == "path") return joined_codec({literal("[("), x, literal(","), y, literal("),(0,0)]")});
  if (native && name == "polygon")
    return joined_codec({literal("(("), x, literal(","), y, literal("),(0,0),(0,100))")});
  if (native && name == "circle") return joined_codec({literal("<("), x, literal(","), y, literal("),1>")});
  if (native && name == "line") return joined_codec({literal("{1,-1,"), x, literal("}")});
  if (name == "linestring")
    return joined_codec({literal("LINESTRING(0 0,"), x, literal(" "), y, literal(")")});
  if (name == "polygon")
    return joined_codec({literal("POLYGON((0 0,0 100,"), x, literal(" "), y, literal(",0 0))")});
  if (name == "multipoint") return joined_codec({literal("MULTIPOINT("), x, literal(" "), y, literal(")")});
  if (name == "multilinestring")
    return joined_codec({literal("MULTILINESTRING((0 0,"), x, literal(" "), y, literal("))")});
  if (name == "multipolygon")
    return joined_codec({literal("MULTIPOLYGON(((0 0,0 100,"), x, literal(" "), y, literal(",0 0)))")});
  if (name == "geometrycollection" || name == "geomcollection")
    return joined_codec({literal("GEOMETRYCOLLECTION(POINT("), x, literal(" "), y, literal("))")});
  return joined_codec({literal("POINT("), x, literal(" "), y, literal(")")});
}

CodecPtr span(const ValueType& type, Date until) {
  if (type.name == "daterange")
    return joined_codec({literal("["), calendar_codec(ValueKind::date, until), literal(",infinity)")});
  if (type.name == "tsrange" || type.name == "tstzrange")
    return joined_codec({literal("[\""), calendar_codec(ValueKind::moment, until), literal("\",infinity)")});
  return joined_codec({literal("["), decimal_codec(1, 999'999, 0, false), literal(",1000000)")});
}

CodecPtr octets(std::string_view prefix, std::string_view suffix) {
  const auto octet = [] { return decimal_codec(0, 255, 0, false); };
  return joined_codec({literal(std::string(prefix)), octet(), literal("."), octet(),
                       literal(suffix.empty() ? "." : ""), suffix.empty() ? octet() : literal(""),
                       literal(std::string(suffix))});
}

Source choose_scalar(const Demand& demand, const Lexicon& lexicon, Date until) {
  const ValueType& type = demand.type;
  const bool unique = demand.distinct_rows > 0;
  if (!demand.bounds.allowed.empty()) return {words_codec(demand.bounds.allowed)};
  switch (type.kind) {
    case ValueKind::integer:
    case ValueKind::decimal:
      if (demand.guess.meaning == Meaning::phone && type.kind == ValueKind::integer &&
          demand.bounds.empty()) {
        constexpr std::int64_t kFits = 1'000'000'000'000;
        if (type.most >= kFits) return {lexicon.phone(12, true)};
      }
      return {number(demand, until)};
    case ValueKind::boolean:
      return {words_codec({"0", "1"})};
    case ValueKind::enumeration:
    case ValueKind::members:
      return {words_codec(type.members)};
    case ValueKind::date:
    case ValueKind::moment:
    case ValueKind::year:
      if (unique) return {calendar_codec(type.kind, until)};
      return {moment_codec(demand.first_step, demand.guess.step, type.kind, until), "moment"};
    case ValueKind::time:
      return {time_codec(demand.guess.step, unique)};
    case ValueKind::interval:
      return {joined_codec({decimal_codec(1, 9'999, 0, !unique), literal(" days")})};
    case ValueKind::uuid:
      return {uuid_codec()};
    case ValueKind::json:
      return {joined_codec({literal("{\"id\": "), decimal_codec(1, 999'999, 0, false),
                            literal(", \"tag\": \""), known_pattern("(new|sale|vip|test)"), literal("\"}")})};
    case ValueKind::binary:
      return {known_pattern(
          fmt::format("[0-9a-f]{{{}}}", type.length == 0 ? 32 : std::min<std::uint64_t>(32, type.length)))};
    case ValueKind::bits:
      if (demand.dialect == schema::Dialect::postgres)
        return {known_pattern(fmt::format("[01]{{{}}}", std::max<std::uint64_t>(1, type.length)))};
      return {decimal_codec(
          0, (std::int64_t{1} << std::min<std::uint64_t>(62, std::max<std::uint64_t>(1, type.length))) - 1, 0,
          false)};
    case ValueKind::inet:
      if (type.name == "inet6")
        return {
            joined_codec({literal("2001:db8::"), known_pattern("[1-9a-f]"), known_pattern("[0-9a-f]{3}")})};
      return {octets("10.", "")};
    case ValueKind::cidr:
      return {octets("10.", ".0/24")};
    case ValueKind::mac:
      return {known_pattern(type.name == "macaddr8" ? "02(:[0-9a-f]{2}){7}" : "02(:[0-9a-f]{2}){5}")};
    case ValueKind::xml:
      return {joined_codec({literal("<item id=\""), decimal_codec(1, 999'999, 0, false), literal("\"/>")})};
    case ValueKind::point:
    case ValueKind::shape:
      return {shape(type, demand.dialect)};
    case ValueKind::span:
      return {span(type, until)};
    case ValueKind::search:
      return {known_pattern("[a-z]{4,9}")};
    case ValueKind::text:
    case ValueKind::unknown:
      return TextChooser(demand, lexicon, until).run();
  }
  return {known_pattern("[a-z0-9]{8}")};
}

}  // namespace

Source choose(const Demand& demand, const Lexicon& lexicon, Date until) {
  if (!demand.type.array) return choose_scalar(demand, lexicon, until);
  Source element = choose_scalar(demand, lexicon, until);
  return {array_codec(element.codec)};
}

}  // namespace techmarket::datagen::generic
