#include "datagen/generic/meaning.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "datagen/generic/outcome.h"

namespace techmarket::datagen::generic {
namespace {

/// Яким типам годиться здогад.
enum Fits : unsigned { kText = 1, kNumber = 2, kTime = 4, kFlag = 8, kAny = 15 };

struct Rule {
  Meaning meaning;
  unsigned fits;
  std::string_view words;  ///< через пробіл; слово збігається з цілою частиною імені між «_»
};

// Перше правило, що збіглося, перемагає, тому точніші стоять раніше. Слова українською та іспанською — з
// приміток і імен, які трапляються в чужих схемах.
constexpr Rule kRules[] = {
    {Meaning::first_name, kText,
     "first_name firstname given_name fname forename ім’я ім'я primer_nombre prenom"},
    {Meaning::last_name, kText, "last_name lastname surname family_name lname прізвище apellido apellidos"},
    {Meaning::patronymic, kText, "middle_name middlename patronymic по_батькові"},
    {Meaning::full_name, kText,
     "full_name fullname display_name displayname real_name customer_name user_name_full contact_name "
     "contact_person author_name owner_name employee_name student_name teacher_name patient_name doctor_name "
     "recipient recipient_name receiver_name sender_name holder_name cardholder піб nombre_completo author "
     "emp_name "
     "cust_name client_name user_full_name member_name guest_name driver_name manager_name creator_name"},
    {Meaning::email, kText, "email mail e_mail email_address correo пошта пошти"},
    {Meaning::user_agent, kText, "user_agent useragent"},
    {Meaning::username, kText, "username user_name login nickname nick handle screen_name usuario"},
    {Meaning::password, kText,
     "password passwd pwd password_hash hashed_password password_digest encrypted_password pass_hash "
     "contrasena"},
    {Meaning::gender, kText, "gender sex стать genero"},
    {Meaning::phone, kText | kNumber,
     "phone phone_number mobile telephone tel cell fax phonenumber telefono телефон телефону"},
    {Meaning::postcode, kText | kNumber, "postcode zip zipcode zip_code postal_code postalcode post_code"},
    {Meaning::country_code, kText, "country_code countrycode country_iso iso_code nationality_code"},
    {Meaning::country, kText, "country nationality країна pais"},
    {Meaning::city, kText, "city town settlement місто ciudad"},
    {Meaning::region, kText, "region state_name province oblast county district область provincia"},
    {Meaning::continent, kText, "continent continent_name континент"},
    {Meaning::street, kText,
     "street street_name street_address address_line1 address_line_1 address1 вулиця"},
    {Meaning::building, kText, "building house house_number apartment flat address_line2 address2 будинок"},
    {Meaning::address, kText, "address addr location_name адреса адресу direccion location place venue"},
    {Meaning::latitude, kNumber, "latitude lat"},
    {Meaning::longitude, kNumber, "longitude lng lon long"},
    {Meaning::ip, kText, "ip ip_address ipaddress ip_addr client_ip remote_addr"},
    {Meaning::mac, kText, "mac mac_address"},
    {Meaning::uuid, kText, "uuid guid"},
    {Meaning::slug, kText, "slug permalink alias url_key"},
    {Meaning::image, kText,
     "image image_url avatar avatar_url photo photo_url picture thumbnail thumbnail_url logo logo_url cover "
     "cover_url icon banner imagen foto"},
    {Meaning::url, kText, "url website link href uri homepage webpage callback webhook посилання"},
    {Meaning::domain, kText, "domain host hostname domain_name subdomain"},
    {Meaning::file, kText, "file filename file_name path file_path filepath attachment"},
    {Meaning::mime, kText, "mime mime_type content_type mimetype"},
    {Meaning::iban, kText, "iban account_number bank_account"},
    {Meaning::card, kText, "card_number credit_card card_no"},
    {Meaning::tax_number, kText,
     "tax_id tax_number tax_code vat_number edrpou ipn inn tin ssn passport passport_number"},
    {Meaning::currency, kText, "currency currency_code валюта moneda"},
    {Meaning::language_code, kText, "language_code lang_code locale lang"},
    {Meaning::language, kText, "language idioma мова"},
    {Meaning::timezone, kText, "timezone time_zone tz"},
    {Meaning::colour, kText, "color colour колір"},
    {Meaning::token, kText,
     "token hash checksum digest secret salt api_key apikey access_token refresh_token session_id signature "
     "fingerprint nonce otp sha256 md5 key"},
    {Meaning::sku, kText, "sku article_number part_number артикул"},
    {Meaning::code, kText,
     "code number no num reference ref ref_no serial serial_number barcode isbn ean upc plate license_plate "
     "invoice_number order_number tracking_number tracking vin символ код номер codigo"},
    {Meaning::version, kText, "version ver app_version"},
    {Meaning::percent, kNumber,
     "percent percentage pct rate tax_rate vat interest_rate discount_percent відсоток"},
    {Meaning::rating, kNumber, "rating stars score rank grade mark рейтинг оцінка"},
    {Meaning::small_price, kNumber, "discount tax fee tip commission shipping shipping_cost знижка bonus"},
    {Meaning::salary, kNumber, "salary wage wages income salario зарплата оклад"},
    {Meaning::price, kNumber,
     "price amount total subtotal cost sum balance budget revenue payment expense fare "
     "credit debit paid unit_price total_amount ціна сума вартість precio monto valor"},
    {Meaning::age, kNumber, "age вік edad"},
    {Meaning::year, kNumber, "year рік anio"},
    {Meaning::month, kNumber, "month місяць mes"},
    {Meaning::hour, kNumber, "hour hours"},
    {Meaning::day, kNumber, "day day_of_week weekday dia"},
    {Meaning::duration, kNumber,
     "duration minutes seconds length_minutes runtime elapsed timeout тривалість"},
    {Meaning::weight, kNumber, "weight mass вага peso"},
    {Meaning::size, kNumber, "width height depth length size area volume distance capacity розмір"},
    {Meaning::quantity, kNumber, "quantity qty stock amount_of units pieces кількість cantidad"},
    {Meaning::position, kNumber,
     "position sort sort_order order_index sequence ordinal display_order idx seq порядок"},
    {Meaning::count, kNumber, "count counter views likes clicks visits attempts followers points"},
    {Meaning::flag, kNumber | kText | kFlag, "is has can should enabled active deleted verified visible"},
    {Meaning::priority, kText | kNumber, "priority severity urgency"},
    {Meaning::status, kText | kNumber, "status state stage phase статус стан estado"},
    {Meaning::job, kText, "job job_title occupation profession position посада"},
    {Meaning::department, kText, "department dept dept_name division team відділ"},
    {Meaning::payment_method, kText, "payment_method pay_method payment_type method_of_payment"},
    {Meaning::company, kText,
     "company company_name organization organisation organization_name employer manufacturer supplier vendor "
     "publisher компанія empresa business_name store_name shop_name merchant_name supp_name supplier_name "
     "vendor_name "
     "carrier bank bank_name insurer"},
    {Meaning::brand, kText, "brand make бренд marca"},
    {Meaning::product, kText, "product product_name item item_name товар producto"},
    {Meaning::category, kText, "category category_name genre tag topic subject section категорія categoria"},
    {Meaning::kind, kText,
     "type kind mode level role class group method channel source segment тип tipo rol"},
    {Meaning::unit, kText, "unit uom measure"},
    {Meaning::json, kText,
     "json payload metadata meta settings config options preferences attributes data extra"},
    {Meaning::sentence, kText,
     "description desc text body content comment comments note notes message summary bio about details "
     "remark "
     "remarks reason answer question review feedback instructions excerpt abstract опис коментар примітка "
     "текст "
     "descripcion comentario mensaje"},
    {Meaning::title, kText,
     "title name label subject headline caption heading назва заголовок nombre titulo"},
    {Meaning::duration, kNumber, "time"},
    {Meaning::moment, kTime | kText, "at date time timestamp datetime on"},
};

struct StepRule {
  Step step;
  std::string_view words;
};
constexpr StepRule kSteps[] = {
    {Step::birth, "birth birthday birthdate dob born nacimiento"},
    {Step::future,
     "expires expiry expiration expire expired due deadline valid_to valid_until next renewal "
     "warranty estimated expected target"},
    {Step::removed,
     "deleted removed archived refunded deactivated banned died death deceased excluido deletado "
     "fechaeliminacion"},
    {Step::closed,
     "closed cancelled canceled end ended ends to until finish stop terminated left revoked "
     "checkout check_out last logout fin"},
    {Step::updated,
     "updated modified changed edited seen login used accessed synced update upd "
     "actualizacion viewed read modificacion fechamodificacion atualizado"},
    {Step::completed, "completed finished resolved done returned graduated"},
    {Step::arrived, "delivered arrived arrival received delivery"},
    {Step::sent, "ship shipment_date shipped dispatched sent departure shipping checkin check_in shipment"},
    {Step::paid, "paid payment processed assigned charged settled"},
    {Step::confirmed, "confirmed approved accepted verified scheduled reviewed published activated"},
};

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

unsigned fits(ValueKind kind) {
  switch (kind) {
    case ValueKind::text:
    case ValueKind::unknown:
    case ValueKind::enumeration:
      return kText;
    case ValueKind::integer:
    case ValueKind::decimal:
    case ValueKind::bits:
      return kNumber;
    case ValueKind::date:
    case ValueKind::time:
    case ValueKind::moment:
    case ValueKind::year:
      return kTime;
    case ValueKind::boolean:
      return kFlag;
    default:
      return 0;
  }
}

/// Місце цілого слова word у «_name_», або npos.
std::size_t find_word(std::string_view padded, std::string_view word) {
  for (auto at = padded.find(word); at != std::string_view::npos; at = padded.find(word, at + 1))
    if (at > 0 && padded[at - 1] == '_' && at + word.size() < padded.size() &&
        padded[at + word.size()] == '_')
      return at;
  return std::string_view::npos;
}

std::optional<std::pair<Meaning, std::string>> match(std::string_view padded, unsigned kind) {
  for (const Rule& rule : kRules) {
    if (!(rule.fits & kind)) continue;
    for (const std::string_view word : split(rule.words, ' ')) {
      const auto at = find_word(padded, word);
      if (at == std::string_view::npos) continue;
      // «is_», «has_» значать щось лише на початку.
      if (rule.meaning == Meaning::flag && at != 1) continue;
      return std::pair(rule.meaning, std::string(padded.substr(1, at > 1 ? at - 2 : 0)));
    }
  }
  return std::nullopt;
}

Step step_of(std::string_view padded) {
  for (const StepRule& rule : kSteps)
    for (const std::string_view word : split(rule.words, ' '))
      if (find_word(padded, word) != std::string_view::npos) return rule.step;
  return Step::created;
}

/// Подія, яка стається з меншістю рядків: вилучено, скасовано. Кінець строку (end_date) — звичайна.
bool is_rare(std::string_view padded) {
  constexpr std::string_view kRare =
      "deleted removed archived refunded deactivated banned closed cancelled canceled terminated revoked "
      "left died "
      "death deceased excluido deletado";
  return std::ranges::any_of(split(kRare, ' '), [&](std::string_view word) {
    return find_word(padded, word) != std::string_view::npos;
  });
}

/// «name» і «title» значать те, чим є таблиця: у customers — людина, у cities — місто.
Meaning name_of(const schema::Table& table) {
  const std::string padded = "_" + snake_case(table.name.name) + "_";
  constexpr Rule kTables[] = {
      {Meaning::product, kAny, "product products item items goods"},
      {Meaning::category, kAny, "category categories genre genres tag tags topic topics subject subjects"},
      {Meaning::city, kAny, "city cities town towns"},
      {Meaning::region, kAny, "region regions state states province provinces"},
      {Meaning::country, kAny, "country countries"},
      {Meaning::department, kAny, "department departments division divisions"},
      {Meaning::job, kAny, "job jobs position positions"},
      {Meaning::brand, kAny, "brand brands"},
      {Meaning::language, kAny, "language languages"},
      {Meaning::colour, kAny, "color colors colour colours"},
      {Meaning::unit, kAny, "unit units"},
      {Meaning::company, kAny,
       "company companies organization organizations organisation organisations supplier suppliers vendor "
       "vendors manufacturer manufacturers tenant tenants shop shops store stores bank banks publisher "
       "publishers hotel hotels restaurant restaurants"},
      {Meaning::full_name, kAny,
       "user users customer customers client clients employee employees person persons people author authors "
       "student students teacher teachers patient patients doctor doctors driver drivers member members "
       "passenger passengers contact contacts guest guests player players staff worker workers artist "
       "artists "
       "actor actors instructor instructors coach coaches owner owners agent agents manager managers"},
  };
  for (const Rule& rule : kTables)
    for (const std::string_view word : split(rule.words, ' '))
      if (find_word(padded, word) != std::string_view::npos) return rule.meaning;
  return Meaning::title;
}

bool is_identifier(std::string_view text) {
  constexpr std::size_t kLongest = 30;
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, [](char c) {
    return is_upper(c) || is_lower_or_digit(c) || c == '_' || c == '-' || c == '.' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
}

/// Значення, перелічені в примітці: «new, paid, shipped», «admin | user», «values: low/high».
std::vector<std::string> listed_values(std::string_view note) {
  if (const auto colon = note.find(':'); colon != std::string_view::npos) note = note.substr(colon + 1);
  note = trim(note);
  while (note.ends_with('.') || note.ends_with(')') || note.ends_with(']')) note.remove_suffix(1);
  while (note.starts_with('(') || note.starts_with('[')) note.remove_prefix(1);
  for (const char separator : {'|', ',', '/'}) {
    if (!note.contains(separator)) continue;
    std::vector<std::string> values;
    for (std::string_view part : split(note, separator)) {
      part = trim(part);
      if (part.size() > 1 && (part.front() == '\'' || part.front() == '"') && part.back() == part.front())
        part = part.substr(1, part.size() - 2);
      if (!is_identifier(part)) return {};
      values.emplace_back(part);
    }
    return values.size() >= 2 ? values : std::vector<std::string>{};
  }
  return {};
}

}  // namespace

std::string snake_case(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool word = is_upper(c) || is_lower_or_digit(c) || static_cast<unsigned char>(c) >= 0x80;
    if (!word && c != '\'') {
      if (!out.empty() && out.back() != '_') out += '_';
      continue;
    }
    const bool starts = is_upper(c) && i > 0 &&
                        (is_lower_or_digit(name[i - 1]) || (is_upper(name[i - 1]) && i + 1 < name.size() &&
                                                            name[i + 1] >= 'a' && name[i + 1] <= 'z'));
    if (starts && !out.empty() && out.back() != '_') out += '_';
    out += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  while (out.ends_with('_')) out.pop_back();
  return out;
}

Guess guess(const schema::Table& table, const schema::Column& column, const ValueType& type) {
  const std::string padded = "_" + snake_case(column.name) + "_";
  const unsigned kind = fits(type.kind);
  Guess result;
  result.step = step_of(padded);
  result.rare = is_rare(padded);
  if (kind == kTime) {
    result.meaning = Meaning::moment;
    return result;
  }
  // Коротка примітка називає вміст; довга розповідає про інше, і випадкове слово в ній нічого не значить.
  constexpr std::ptrdiff_t kMostWords = 4;
  const std::string note = column.note.value_or("");
  if (type.kind == ValueKind::text && !note.empty()) result.listed = listed_values(note);
  if (auto found = match(padded, kind)) {
    std::tie(result.meaning, result.subject) = std::move(*found);
  } else if (!note.empty() && std::ranges::count(note, ' ') < kMostWords) {
    if (auto noted = match("_" + snake_case(ascii_lower(note)) + "_", kind)) result.meaning = noted->first;
  }
  // Перелік у примітці важить лише там, де значення справді з переліку, а не «ім'я, прізвище».
  const bool enumerable = result.meaning == Meaning::none || result.meaning == Meaning::status ||
                          result.meaning == Meaning::kind || result.meaning == Meaning::priority ||
                          result.meaning == Meaning::gender || result.meaning == Meaning::category ||
                          result.meaning == Meaning::language_code || result.meaning == Meaning::currency;
  if (!enumerable) result.listed.clear();
  if (result.meaning == Meaning::status && result.listed.empty()) result.listed = usual_statuses(table);
  if (result.meaning == Meaning::title && padded == "_name_") result.meaning = name_of(table);
  if (result.meaning == Meaning::title && name_of(table) == Meaning::product)
    result.meaning = Meaning::product;
  return result;
}

}  // namespace techmarket::datagen::generic
