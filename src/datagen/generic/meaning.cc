#include "datagen/generic/meaning.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "datagen/generic/vocabulary.h"

namespace techmarket::datagen::generic {
namespace {

/// Яким типам годиться здогад.
enum Fits : unsigned { kText = 1, kNumber = 2, kTime = 4, kFlag = 8, kAny = 15 };

struct Rule {
  Meaning meaning;
  unsigned fits;
  /// Через пробіл; слово збігається з цілою частиною імені між «_», а «слово$» — лише з кінцем імені.
  std::string_view words;
};

// Перше правило, що збіглося, перемагає, тому точніші стоять раніше. Слова не лише англійські: українські,
// іспанські, португальські, французькі, німецькі — з приміток і імен, які трапляються в чужих схемах. Літери
// з надрядковими знаками тут без них (fold).
constexpr Rule kRules[] = {
    {Meaning::first_name, kText,
     "first_name firstname given_name fname forename ім’я ім'я primer_nombre prenom vorname primeiro_nome"},
    {Meaning::last_name, kText,
     "last_name lastname surname family_name lname прізвище apellido apellidos sobrenome nachname "
     "nom_famille nom_de_famille cognome"},
    {Meaning::patronymic, kText, "middle_name middlename patronymic по_батькові"},
    {Meaning::full_name, kText,
     "full_name fullname display_name displayname real_name customer_name user_name_full contact_name "
     "contact_person author_name owner_name employee_name student_name teacher_name patient_name doctor_name "
     "recipient$ recipient_name receiver_name sender_name holder_name cardholder піб nombre_completo "
     "nome_completo nom_complet author$ by$ "
     "emp_name "
     "cust_name client_name user_full_name member_name guest_name driver_name manager_name creator_name"},
    {Meaning::email, kText, "email mail e_mail email_address correo пошта пошти mail_address"},
    {Meaning::user_agent, kText, "user_agent useragent"},
    {Meaning::username, kText,
     "username user_name login nickname nick handle screen_name usuario логін benutzername nom_utilisateur "
     "nome_usuario"},
    {Meaning::password, kText,
     "password passwd pwd password_hash hashed_password password_digest encrypted_password pass_hash "
     "contrasena senha passwort mot_de_passe пароль clave"},
    {Meaning::gender, kText, "gender sex стать genero sexo geschlecht sexe"},
    {Meaning::phone, kText | kNumber,
     "phone phone_number mobile telephone tel cell fax phonenumber telefono телефон телефону telefone "
     "telefon celular handy"},
    {Meaning::postcode, kText | kNumber,
     "postcode zip zipcode zip_code postal_code postalcode post_code cep plz codigo_postal code_postal "
     "поштовий_індекс індекс"},
    {Meaning::country_code, kText, "country_code countrycode country_iso iso_code nationality_code"},
    {Meaning::country, kText, "country countries nationality країна pais pays paese nacionalidad"},
    {Meaning::city, kText, "city town settlement місто ciudad cidade ville stadt ort citta headquarters"},
    {Meaning::region, kText,
     "region state_name province oblast county district область provincia bundesland"},
    {Meaning::continent, kText, "continent continent_name континент"},
    {Meaning::street, kText,
     "street street_name street_address address_line1 address_line_1 address1 line1 line_1 вулиця calle rue "
     "strasse rua"},
    {Meaning::building, kText,
     "building house house_number apartment flat address_line2 address2 line2 line_2 будинок квартира "
     "hausnummer"},
    {Meaning::address, kText,
     "address addr location_name адреса адресу direccion endereco adresse indirizzo anschrift location place "
     "venue"},
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
    {Meaning::currency, kText, "currency currency_code валюта moneda moeda wahrung devise"},
    {Meaning::language_code, kText, "language_code lang_code locale lang"},
    {Meaning::language, kText, "language idioma мова sprache langue"},
    {Meaning::timezone, kText, "timezone time_zone tz"},
    {Meaning::colour, kText, "color colour колір farbe couleur cor"},
    {Meaning::token, kText,
     "token hash checksum digest secret salt api_key apikey access_token refresh_token session_id signature "
     "fingerprint nonce otp sha256 md5 key"},
    {Meaning::sku, kText, "sku article_number part_number артикул"},
    {Meaning::vin, kText, "vin vehicle_identification_number"},
    {Meaning::swift, kText, "swift bic swift_code"},
    {Meaning::period, kText, "year_month period_month month_year billing_period period periodo"},
    {Meaning::model, kText, "model modelo модель"},
    {Meaning::code, kText,
     "symbol ticker code number no num reference ref ref_no serial serial_number barcode isbn ean upc plate "
     "license_plate "
     "invoice_number order_number tracking_number tracking символ код номер codigo"},
    {Meaning::version, kText, "version ver app_version"},
    {Meaning::percent, kNumber,
     "percent percentage pct rate tax_rate vat interest_rate discount_percent відсоток"},
    {Meaning::rating, kNumber, "rating stars score rank grade mark рейтинг оцінка"},
    {Meaning::small_price, kNumber,
     "discount tax fee tip commission shipping shipping_cost знижка податок bonus descuento desconto rabatt "
     "remise steuer impuesto imposto"},
    {Meaning::salary, kNumber, "salary wage wages income salario зарплата оклад gehalt salaire"},
    {Meaning::price, kNumber,
     "price amount total subtotal cost sum balance budget revenue payment expense fare "
     "credit debit paid unit_price total_amount ціна сума вартість precio monto valor preco prix preis "
     "prezzo betrag montant importe saldo"},
    {Meaning::age, kNumber, "age вік edad idade alter"},
    {Meaning::year, kNumber, "year рік anio ano jahr annee"},
    {Meaning::month, kNumber, "month місяць mes"},
    {Meaning::hour, kNumber, "hour hours"},
    {Meaning::day, kNumber, "day day_of_week weekday dia"},
    {Meaning::duration, kNumber,
     "duration duracion duracao dauer minutes seconds length_minutes runtime elapsed timeout тривалість"},
    {Meaning::weight, kNumber, "weight mass вага peso gewicht poids"},
    {Meaning::size, kNumber, "width height depth length size area volume distance capacity розмір"},
    {Meaning::quantity, kNumber,
     "quantity qty stock amount_of units pieces кількість cantidad quantidade quantite menge anzahl "
     "existencias estoque"},
    {Meaning::position, kNumber,
     "position sort sort_order reihenfolge orden order_index sequence ordinal display_order idx seq порядок"},
    {Meaning::count, kNumber, "count counter views likes clicks visits attempts followers points"},
    {Meaning::flag, kNumber | kText | kFlag, "is has can should enabled active deleted verified visible"},
    {Meaning::priority, kText | kNumber, "priority severity urgency"},
    {Meaning::status, kText | kNumber, "status state stage phase статус стан estado situacao statut zustand"},
    {Meaning::job, kText, "job job_title occupation profession position посада puesto cargo beruf poste"},
    {Meaning::department, kText, "department dept dept_name division team відділ departamento abteilung"},
    {Meaning::payment_method, kText, "payment_method pay_method payment_type method_of_payment"},
    {Meaning::company, kText,
     "company company_name organization organisation organization_name employer manufacturer supplier vendor "
     "publisher компанія empresa entreprise firma proveedor business_name store_name shop_name merchant_name "
     "supp_name supplier_name "
     "vendor_name "
     "carrier bank bank_name insurer"},
    {Meaning::brand, kText, "brand make бренд marca"},
    {Meaning::product, kText, "product product_name item item_name товар producto produto produkt produit"},
    {Meaning::category, kText,
     "category category_name genre tag topic subject section категорія categoria kategorie categorie tags "
     "topics genres skills"},
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
     "descripcion comentario mensaje descricao beschreibung kommentar commentaire observaciones observacion "
     "observacoes bemerkung error errors error_message last_error"},
    {Meaning::title, kText,
     "title name label subject headline caption heading назва заголовок nombre titulo nome nom titel titre "
     "bezeichnung"},
    {Meaning::duration, kNumber, "time"},
    {Meaning::moment, kTime | kText, "at date time timestamp datetime on fecha data datum дата"},
};

struct StepRule {
  Step step;
  std::string_view words;
};
constexpr StepRule kSteps[] = {
    {Step::birth,
     "birth birthday birthdate dob born nacimiento nascimento naissance geburtsdatum geburt народження"},
    {Step::future,
     "expires expiry expiration expire expired due deadline valid_to valid_until next renewal "
     "warranty estimated expected target"},
    {Step::removed,
     "deleted removed archived refunded deactivated banned died death deceased excluido deletado "
     "fechaeliminacion видалено"},
    {Step::closed,
     "closed cancelled canceled end ended ends to until finish stop terminated left revoked "
     "checkout check_out last logout fin"},
    {Step::updated,
     "updated modified changed edited seen login used accessed synced update upd "
     "actualizacion viewed read modificacion fechamodificacion atualizado actualizado aktualisiert modifie "
     "оновлено змінено"},
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
      const bool last = word.ends_with('$');
      const std::string_view plain = word.substr(0, word.size() - (last ? 1 : 0));
      const auto at = find_word(padded, plain);
      if (at == std::string_view::npos || (last && at + plain.size() + 1 != padded.size())) continue;
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

/// «name» значить те, чиє це ім'я: у customers — людина, у cities — місто.
/// @param padded «_ім'я таблиці_» або решта імені стовпця: «restaurant» у restaurant_name.
Meaning name_of(std::string_view padded) {
  constexpr Rule kTables[] = {
      {Meaning::category, kAny,
       "category categories категорія категорії categoria categorias genre genres tag tags topic topics "
       "subject subjects"},
      {Meaning::city, kAny, "city cities town towns ciudad ciudades cidade cidades місто міста"},
      {Meaning::region, kAny, "region regions state states province provinces"},
      {Meaning::country, kAny, "country countries pais paises країна країни"},
      {Meaning::department, kAny, "department departments division divisions"},
      {Meaning::job, kAny, "job jobs position positions"},
      {Meaning::brand, kAny, "brand brands"},
      {Meaning::language, kAny, "language languages"},
      {Meaning::colour, kAny, "color colors colour colours"},
      {Meaning::unit, kAny, "unit units"},
      {Meaning::company, kAny,
       "company companies organization organizations organisation organisations supplier suppliers vendor "
       "vendors manufacturer manufacturers tenant tenants shop shops store stores bank banks publisher "
       "publishers hotel hotels restaurant restaurants agency agencies airline airlines empresa empresas "
       "proveedor proveedores постачальник постачальники компанія компанії"},
      {Meaning::product, kAny,
       "product products goods producto productos produto produtos produkt produkte товар товари"},
      {Meaning::full_name, kAny,
       "user users customer customers client clients employee employees person persons people author authors "
       "student students teacher teachers patient patients doctor doctors driver drivers member members "
       "passenger passengers contact contacts guest guests player players staff worker workers artist "
       "artists "
       "actor actors instructor instructors coach coaches owner owners agent agents manager managers "
       "borrower "
       "borrowers messenger nurse nurses lawyer lawyers candidate candidates applicant applicants friend "
       "friends cliente clientes usuario usuarios empleado empleados persona personas personal alumno "
       "alumnos "
       "estudiante estudiantes profesor profesores paciente pacientes mensajero medico medicos pessoa "
       "pessoas "
       "aluno alunos funcionario funcionarios utente utenti kunde kunden mitarbeiter benutzer utilisateur "
       "utilisateurs employe employes користувач користувачі клієнт клієнти співробітник співробітники "
       "студент "
       "студенти викладач викладачі пацієнт пацієнти лікар лікарі автор автори покупець покупці"},
  };
  for (const Rule& rule : kTables)
    for (const std::string_view word : split(rule.words, ' '))
      if (find_word(padded, word) != std::string_view::npos) return rule.meaning;
  // «menu_item» — страва, «content_item» — хтозна: товар лише в самих items і в рядках продажу.
  constexpr std::string_view kGoods[] = {"_item_",      "_items_",      "_order_item_",   "_order_items_",
                                         "_cart_item_", "_cart_items_", "_invoice_item_", "_invoice_items_",
                                         "_sale_item_", "_sale_items_", "_stock_item_",   "_stock_items_"};
  if (std::ranges::find(kGoods, padded) != std::end(kGoods)) return Meaning::product;
  return Meaning::title;
}

/// Чиє ім'я: «restaurant» у restaurant_name, «cliente» у nombre_cliente; порожньо — самої таблиці.
std::optional<std::string> named_thing(std::string_view column) {
  constexpr std::string_view kNames[] = {"name", "nombre", "nome", "nom", "назва", "nama"};
  for (const std::string_view word : kNames) {
    if (column == word) return std::string();
    if (column.size() <= word.size()) continue;
    if (column.ends_with(word) && column[column.size() - word.size() - 1] == '_')
      return std::string(column.substr(0, column.size() - word.size() - 1));
    if (column.starts_with(word) && column[word.size()] == '_')
      return std::string(column.substr(word.size() + 1));
  }
  return std::nullopt;
}

/// Чи стоїть поруч адреса: тоді «state» — область, а не стан.
bool has_address(const schema::Table& table) {
  return std::ranges::any_of(table.columns, [](const schema::Column& column) {
    const std::string padded = "_" + snake_case(column.name) + "_";
    return std::ranges::any_of(
        split("city zip zipcode postcode postal street address", ' '),
        [&](std::string_view word) { return find_word(padded, word) != std::string_view::npos; });
  });
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

/// Малі літери без надрядкових знаків: «Dirección» → «direccion», «Назва» → «назва».
std::string fold(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> kLetters[] = {
      {"á", "a"},  {"à", "a"}, {"â", "a"}, {"ã", "a"}, {"ä", "a"}, {"é", "e"}, {"è", "e"},
      {"ê", "e"},  {"ë", "e"}, {"í", "i"}, {"î", "i"}, {"ï", "i"}, {"ó", "o"}, {"ô", "o"},
      {"õ", "o"},  {"ö", "o"}, {"ú", "u"}, {"û", "u"}, {"ü", "u"}, {"ñ", "n"}, {"ç", "c"},
      {"ß", "ss"}, {"Є", "є"}, {"І", "і"}, {"Ї", "ї"}, {"Ґ", "ґ"}};
  std::string out;
  for (std::size_t i = 0; i < name.size();) {
    const std::string_view letter = name.substr(i, std::max<std::size_t>(1, utf8_length(name.substr(i))));
    i += letter.size();
    const auto* known =
        std::ranges::find(kLetters, letter, &std::pair<std::string_view, std::string_view>::first);
    if (known != std::end(kLetters)) {
      out += known->second;
    } else if (letter.size() == 2 && letter[0] == '\xD0' && letter[1] >= '\x90' && letter[1] <= '\xAF') {
      // А…П і Р…Я: малі літери стоять на 0x20 далі.
      const bool second = letter[1] >= '\xA0';
      out += second ? '\xD1' : '\xD0';
      out += static_cast<char>(letter[1] + (second ? -0x20 : 0x20));
    } else {
      out += letter;
    }
  }
  return out;
}

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
  const std::string name = snake_case(fold(column.name)), padded = "_" + name + "_";
  const unsigned kind = fits(type.kind);
  Guess result;
  result.step = step_of(padded);
  result.rare = is_rare(padded);
  if (kind == kTime) {
    result.meaning = Meaning::moment;
    return result;
  }
  // Текстовий «…_id» — чужий ідентифікатор, хоч би чий він.
  if (type.kind == ValueKind::text && (name.ends_with("_id") || name.ends_with("_ids")) &&
      !name.contains("mail")) {
    result.meaning = name.contains("session") ? Meaning::token : Meaning::code;
    return result;
  }
  // Коротка примітка називає вміст; довга розповідає про інше, і випадкове слово в ній нічого не значить.
  constexpr std::ptrdiff_t kMostWords = 4;
  const std::string note = column.note.value_or("");
  if (type.kind == ValueKind::text && !note.empty()) result.listed = listed_values(note);
  auto found = match(padded, kind);
  if (!found && name.ends_with('s')) found = match("_" + name.substr(0, name.size() - 1) + "_", kind);
  if (found) {
    std::tie(result.meaning, result.subject) = std::move(*found);
  } else if (!note.empty() && std::ranges::count(note, ' ') < kMostWords) {
    if (auto noted = match("_" + snake_case(fold(note)) + "_", kind)) result.meaning = noted->first;
  }
  const auto thing = named_thing(name);
  const bool titled = result.meaning == Meaning::title || result.meaning == Meaning::none;
  if (type.kind == ValueKind::text && thing && (titled || result.meaning == Meaning::status)) {
    const std::string owner = snake_case(fold(table.name.name));
    result.meaning = name_of("_" + (thing->empty() ? owner : *thing) + "_");
  } else if (titled && name == "title" &&
             name_of("_" + snake_case(table.name.name) + "_") == Meaning::product) {
    result.meaning = Meaning::product;
  }
  if (result.meaning == Meaning::status && padded.contains("_state_") && has_address(table))
    result.meaning = Meaning::region;
  // Перелік у примітці важить лише там, де значення справді з переліку, а не «ім'я, прізвище».
  const bool enumerable = result.meaning == Meaning::none || result.meaning == Meaning::title ||
                          result.meaning == Meaning::status || result.meaning == Meaning::kind ||
                          result.meaning == Meaning::priority || result.meaning == Meaning::gender ||
                          result.meaning == Meaning::category || result.meaning == Meaning::language_code ||
                          result.meaning == Meaning::currency;
  if (!enumerable) result.listed.clear();
  if (type.kind != ValueKind::text || !result.listed.empty()) return result;
  if (enumerable || result.meaning == Meaning::duration) result.listed = usual_values(table, name);
  if (result.meaning == Meaning::status && result.listed.empty()) result.listed = usual_statuses(table, name);
  return result;
}

}  // namespace techmarket::datagen::generic
