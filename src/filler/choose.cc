#include <algorithm>

#include <fmt/format.h>

#include "filler/choose_parts.h"
#include "words/pattern.h"

namespace techmarket::filler {
namespace {

/// Дні або секунди від першого дня до останнього.
class PeriodCodec final : public words::Codec {
 public:
  PeriodCodec(Date first, Date last, bool whole_days) : first_(first), whole_days_(whole_days) {
    const auto days = static_cast<std::uint64_t>(std::max(0, last.days - first.days));
    size_ = whole_days ? days + 1 : days * kSecondsPerDay + 1;
  }
  std::uint64_t size() const override { return size_; }
  std::uint64_t longest(std::uint64_t) const override { return whole_days_ ? 10 : 19; }
  void write(words::Pick pick, std::string& out) const override {
    if (whole_days_)
      append(out, Date{first_.days + static_cast<std::int32_t>(pick.index)});
    else
      append(out, Timestamp{start_of(first_).seconds + static_cast<std::int64_t>(pick.index)});
  }

 private:
  Date first_;
  bool whole_days_;
  std::uint64_t size_ = 1;
};

/// Період, який прямо названо двома датами: у файлі налаштувань або перевіркою.
words::CodecPtr period(const Demand& demand) {
  const Bounds& bounds = demand.bounds;
  if (!bounds.least || !bounds.most || demand.type.kind == Family::year) return nullptr;
  constexpr std::size_t kDate = 10;
  const auto first = parse_date(bounds.least->value.substr(0, kDate)),
             last = parse_date(bounds.most->value.substr(0, kDate));
  if (!first || !last) return nullptr;
  return std::make_shared<PeriodCodec>(*first, *last, demand.type.kind == Family::date);
}

words::CodecPtr span(const ValueType& type, Date until) {
  if (type.name == "daterange")
    return words::joined_codec({literal("["), calendar_codec(Family::date, until), literal(",infinity)")});
  if (type.name == "tsrange" || type.name == "tstzrange")
    return words::joined_codec(
        {literal("[\""), calendar_codec(Family::moment, until), literal("\",infinity)")});
  return words::joined_codec(
      {literal("["), words::decimal_codec(1, 999'999, 0, false), literal(",1000000)")});
}

words::CodecPtr octets(std::string_view prefix, std::string_view suffix) {
  const auto octet = [] { return words::decimal_codec(0, 255, 0, false); };
  return words::joined_codec({literal(std::string(prefix)), octet(), literal("."), octet(),
                              literal(suffix.empty() ? "." : ""), suffix.empty() ? octet() : literal(""),
                              literal(std::string(suffix))});
}

/// Ваги «ні» й «так».
std::vector<std::uint64_t> shares_of(double truth) {
  const auto yes = static_cast<std::uint64_t>(truth * 100);
  return {100 - yes, yes};
}

Source choose_scalar(const Demand& demand, const words::Lexicon& lexicon, Date until) {
  const ValueType& type = demand.type;
  const bool unique = demand.distinct_rows > 0;
  if (!demand.bounds.allowed.empty()) return {words::words_codec(demand.bounds.allowed)};
  switch (type.kind) {
    case Family::integer:
    case Family::decimal:
      if (demand.guess.local && !unique && demand.bounds.empty() && type.kind == Family::decimal &&
          (demand.guess.meaning == Meaning::latitude || demand.guess.meaning == Meaning::longitude))
        return {lexicon.coordinate(demand.guess.meaning == Meaning::latitude, type.scale),
                "place:" + demand.guess.subject};
      if (demand.guess.meaning == Meaning::phone && type.kind == Family::integer && demand.bounds.empty()) {
        constexpr std::int64_t kFits = 1'000'000'000'000;
        if (type.most >= kFits) return {lexicon.phone(12, true)};
      }
      return {choose_number(demand, until)};
    case Family::boolean:
      return {words::words_codec({"0", "1"}, shares_of(demand.guess.truth))};
    case Family::enumeration:
    case Family::set:
      return {words::words_codec(type.members)};
    case Family::date:
    case Family::moment:
    case Family::year:
      if (words::CodecPtr named = period(demand)) return {std::move(named)};
      if (unique) return {calendar_codec(type.kind, until)};
      return {moment_codec(demand.first_step, demand.guess.step, type.kind, until, type.epoch_bound),
              "moment"};
    case Family::time:
      return {time_codec(demand.guess.step, unique)};
    case Family::interval:
      return {words::joined_codec({words::decimal_codec(1, 9'999, 0, !unique), literal(" days")})};
    case Family::uuid:
      return {words::uuid_codec()};
    case Family::json:
      return {json_codec(demand.guess)};
    case Family::bytes:
      return {words::hex_codec(type.length == 0 ? 32 : std::min<std::uint64_t>(32, type.length))};
    case Family::bits:
      if (demand.dialect == schema::Dialect::postgres)
        return {words::known_pattern(fmt::format("[01]{{{}}}", std::max<std::uint64_t>(1, type.length)))};
      return {words::decimal_codec(
          0, (std::int64_t{1} << std::min<std::uint64_t>(62, std::max<std::uint64_t>(1, type.length))) - 1, 0,
          false)};
    case Family::inet:
      if (type.name == "inet6")
        return {words::joined_codec(
            {literal("2001:db8::"), words::known_pattern("[1-9a-f]"), words::known_pattern("[0-9a-f]{3}")})};
      return {octets("10.", "")};
    case Family::cidr:
      return {octets("10.", ".0/24")};
    case Family::mac:
      return {words::known_pattern(type.name == "macaddr8" ? "02(:[0-9a-f]{2}){7}" : "02(:[0-9a-f]{2}){5}")};
    case Family::xml:
      return {words::joined_codec(
          {literal("<item id=\""), words::decimal_codec(1, 999'999, 0, false), literal("\"/>")})};
    case Family::geometry:
      return {choose_shape(type, demand.dialect)};
    case Family::range:
      return {span(type, until)};
    case Family::vector: {
      std::vector<words::CodecPtr> parts{literal("[")};
      constexpr std::uint64_t kUsual = 3;
      for (std::uint64_t i = 0; i < (type.length == 0 ? kUsual : type.length); ++i) {
        if (i > 0) parts.push_back(literal(","));
        parts.push_back(words::decimal_codec(-1'000, 1'000, 3, false));
      }
      parts.push_back(literal("]"));
      return {words::joined_codec(std::move(parts))};
    }
    case Family::search:
      return {words::known_pattern("[a-z]{4,9}")};
    case Family::text:
    default:
      return choose_text(demand, lexicon, until);
  }
}

}  // namespace

Source choose(const Demand& demand, const words::Lexicon& lexicon, Date until) {
  if (!demand.type.array) return choose_scalar(demand, lexicon, until);
  Source element = choose_scalar(demand, lexicon, until);
  return {words::array_codec(element.codec)};
}

}  // namespace techmarket::filler
