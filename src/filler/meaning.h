#pragma once
// Що означає стовпець: здогад з імені, типу й примітки. Схема незнайома, тож це здогад; файл налаштувань
// (spec.h) його замінює.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "filler/moments.h"
#include "filler/value_type.h"
#include "schema/schema.h"

namespace techmarket::filler {

/// Перелік значень, він же — імена, якими їх називають файл налаштувань і словник meanings.tsv.
// clang-format off
#define TECHMARKET_MEANINGS(X) \
  X(none) X(first_name) X(last_name) X(patronymic) X(full_name) X(email) X(username) X(gender) X(phone) \
  X(city) X(region) X(continent) X(country) X(country_code) X(address) X(street) X(building) \
  X(postcode) X(company) X(job) X(department) X(payment_method) X(brand) X(category) X(product) \
  X(colour) X(language) X(language_code) X(unit) X(title) X(sentence) X(slug) X(url) X(image) X(file) \
  X(domain) X(ip) X(mac) X(user_agent) X(uuid) X(token) X(password) X(code) X(sku) X(vin) X(swift) \
  X(period) X(model) X(iban) X(card) X(tax_number) X(currency) X(mime) X(version) X(timezone) X(json) \
  X(settings) X(price) X(salary) X(small_price) X(quantity) X(percent) X(fraction) X(rating) X(age) \
  X(year) X(recent_year) X(month) X(day) X(hour) X(hours) X(duration) X(weight) X(body_weight) \
  X(body_height) X(size) X(temperature) X(pressure) X(speed) X(quarter) X(few) X(seats) X(latitude) \
  X(longitude) X(position) X(count) X(status) X(kind) X(priority) X(flag) X(moment)
// clang-format on

enum class Meaning {
#define TECHMARKET_MEANING(name) name,
  TECHMARKET_MEANINGS(TECHMARKET_MEANING)
#undef TECHMARKET_MEANING
};

/// «first_name»
std::string_view to_string(Meaning meaning);
/// Порожньо, якщо такого значення немає.
std::optional<Meaning> meaning_of(std::string_view name);

class MeaningRules;

struct Guess {
  Meaning meaning = Meaning::none;
  std::string subject;                ///< «billing» у billing_first_name: чия це частина
  LifeStep step = LifeStep::created;  ///< для moment
  bool rare = false;  ///< для moment: подія, якої здебільшого не сталося
  std::vector<std::string> listed = {};  ///< значення, перелічені у примітці
  double truth = 0.5;                    ///< для «так чи ні»: частка «так»
  bool list = false;                     ///< JSON — масив, а не об'єкт
  bool local = false;  ///< поруч місто чи адреса: країна, індекс і координати — того самого місця
};

Guess guess(const MeaningRules& rules, const schema::Table& table, const schema::Column& column,
            const ValueType& type);

/// Частини людини без власника дістають єдину людину рядка: «customer_name» і «email» — одна особа.
void unite_people(std::vector<Guess>& guesses);

/// «firstName», «First-Name», «FIRST_NAME» → «first_name».
std::string snake_case(std::string_view name);

}  // namespace techmarket::filler
