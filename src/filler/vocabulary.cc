#include "filler/vocabulary.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "filler/meaning.h"
#include "filler/outcome.h"

namespace techmarket::filler {
namespace {

/// Частини імен через пробіл → значення через пробіл.
struct Vocabulary {
  std::string_view names, values;
};

constexpr Vocabulary kValues[] = {
    {"marital marital_status civil_status estado_civil", "single married divorced widowed"},
    {"blood_type blood_group", "A+ A- B+ B- AB+ AB- O+ O-"},
    {"device_type device_kind", "mobile desktop tablet"},
    {"platform os operating_system", "android ios web windows"},
    {"browser", "Chrome Firefox Safari Edge"},
    {"vehicle_type vehicle_class tipo_vehiculo", "car truck van motorcycle bus"},
    {"fuel fuel_type", "petrol diesel electric hybrid"},
    {"body_type body_style", "sedan hatchback suv wagon"},
    {"transmission", "manual automatic"},
    {"room_type", "single double suite family"},
    {"account_type", "personal business savings"},
    {"card_type card_brand", "visa mastercard amex"},
    {"media_type file_type content_kind attachment_type", "image video document audio"},
    {"transaction_type", "deposit withdrawal transfer payment"},
    {"message_type", "text image file system"},
    {"employment_type", "full_time part_time contract internship"},
    {"contract_type", "permanent temporary freelance"},
    {"property_type", "apartment house office land"},
    {"address_type", "billing shipping home work"},
    {"notification_type notification_channel", "email sms push"},
    {"question_type", "single_choice multiple_choice text number"},
    {"discount_type coupon_type", "percent fixed"},
    {"sensor_type", "temperature humidity pressure motion"},
    {"leave_type", "vacation sick parental unpaid"},
    {"ticket_type issue_type", "bug feature question incident"},
    {"seat_class cabin_class travel_class fare_class", "economy premium business first"},
    {"event_type action action_type operation", "create update delete view"},
    {"http_method request_method", "GET POST PUT DELETE"},
    {"role roles user_role user_type", "admin manager user guest"},
    {"permission permissions access_level", "read write admin"},
    {"source channel medium origin referral_source utm_source", "web mobile email phone partner"},
    {"plan tier plan_name subscription_plan", "free basic pro enterprise"},
    {"environment env", "development staging production"},
    {"protocol", "http https tcp udp"},
    {"log_level", "debug info warning error"},
    {"difficulty proficiency", "beginner intermediate advanced"},
    {"frequency interval billing_cycle recurrence", "daily weekly monthly yearly"},
    {"visibility privacy", "public private unlisted"},
    {"weekday day_of_week day_name dia_semana nombre_dia",
     "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"},
    {"month_name nombre_mes",
     "January February March April May June July August September October November December"},
    {"extension file_extension", "jpg png pdf docx mp4"},
    {"material", "wood metal plastic glass cotton"},
    {"season", "winter spring summer autumn"},
    {"relationship relation", "parent spouse sibling child friend"},
    {"shirt_size clothing_size", "XS S M L XL"},
    {"grade letter_grade", "A B C D E"},
};

constexpr Vocabulary kStatuses[] = {
    {"payment payments transaction transactions invoice invoices bill bills pago pagos",
     "pending paid failed refunded"},
    {"order orders purchase purchases shipment shipments delivery deliveries pedido pedidos",
     "new paid shipped delivered cancelled"},
    {"task tasks ticket tickets issue issues todo todos bug bugs request requests",
     "open in_progress resolved closed"},
    {"user users customer customers account accounts member members employee employees client clients "
     "student students patient patients device devices card cards product products",
     "active inactive blocked"},
    {"post posts article articles page pages news story stories course courses", "draft published archived"},
    {"booking bookings reservation reservations appointment appointments enrollment enrollments",
     "pending confirmed completed cancelled"},
    {"subscription subscriptions membership memberships policy policies license licenses contract contracts",
     "active expired cancelled"},
    {"claim claims application applications", "submitted approved rejected"},
    {"room rooms seat seats table tables", "available occupied reserved"},
    {"match matches game games tournament tournaments", "scheduled live finished"},
    {"flight flights", "scheduled boarding departed landed cancelled"},
    {"project projects campaign campaigns", "planned active completed"},
    {"job jobs run runs export exports import imports process processes processing",
     "queued running succeeded failed"},
};

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view word : split(text, ' ')) words.emplace_back(word);
  return words;
}

/// @param last ім'я зі словника має бути кінцем імені стовпця: «channel_name» — не канал.
const Vocabulary* find(std::string_view column, std::span<const Vocabulary> all, bool last) {
  const std::string padded = "_" + std::string(column) + "_";
  for (const Vocabulary& vocabulary : all)
    for (const std::string_view name : split(vocabulary.names, ' ')) {
      const std::string whole = "_" + std::string(name) + "_";
      if (last ? padded.ends_with(whole) : padded.contains(whole)) return &vocabulary;
    }
  return nullptr;
}

}  // namespace

std::vector<std::string> usual_values(const schema::Table& table, std::string_view column) {
  const Vocabulary* found = find(column, kValues, true);
  // «type» таблиці rooms — те саме, що room_type.
  if (!found && (column == "type" || column == "kind" || column == "status" || column == "level")) {
    std::string owner = snake_case(table.name.name);
    if (owner.ends_with('s')) owner.pop_back();
    found = find(owner + "_" + std::string(column), kValues, true);
  }
  return found ? words_of(found->values) : std::vector<std::string>();
}

std::vector<std::string> plain_values(Meaning meaning) {
  switch (meaning) {
    case Meaning::status:
      return {"new", "active", "pending", "completed", "cancelled"};
    case Meaning::kind:
      return {"standard", "basic", "premium", "internal", "external"};
    case Meaning::priority:
      return {"low", "medium", "high"};
    default:
      return {};
  }
}

std::vector<std::string> usual_statuses(const schema::Table& table, std::string_view column) {
  std::vector<std::string> named = event_statuses(table);
  for (const std::string& owner : {std::string(column), snake_case(table.name.name)})
    if (const Vocabulary* found = find(owner, kStatuses, false)) {
      std::vector<std::string> words = words_of(found->values);
      const bool all = std::ranges::all_of(
          named, [&](const std::string& event) { return std::ranges::find(words, event) != words.end(); });
      if (all) return words;
    }
  if (!named.empty()) named.insert(named.begin(), "new");
  return named;
}

}  // namespace techmarket::filler
