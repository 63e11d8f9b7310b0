#pragma once
// Що означає стовпець: здогад з імені, типу й примітки. Схема незнайома, тож це здогад; файл налаштувань
// (spec.h) його замінює.

#include <string>
#include <string_view>
#include <vector>

#include "filler/moments.h"
#include "filler/value_type.h"
#include "schema/schema.h"

namespace techmarket::filler {

enum class Meaning {
  none,
  first_name,
  last_name,
  patronymic,
  full_name,
  email,
  username,
  gender,
  phone,
  city,
  region,
  continent,
  country,
  country_code,
  address,
  street,
  building,
  postcode,
  company,
  job,
  department,
  payment_method,
  brand,
  category,
  product,
  colour,
  language,
  language_code,
  unit,
  title,
  sentence,
  slug,
  url,
  image,
  file,
  domain,
  ip,
  mac,
  user_agent,
  uuid,
  token,
  password,
  code,
  sku,
  vin,
  swift,
  period,
  model,
  iban,
  card,
  tax_number,
  currency,
  mime,
  version,
  timezone,
  json,
  settings,
  price,
  salary,
  small_price,
  quantity,
  percent,
  fraction,
  rating,
  age,
  year,
  recent_year,
  month,
  day,
  hour,
  hours,
  duration,
  weight,
  body_weight,
  body_height,
  size,
  temperature,
  pressure,
  speed,
  quarter,
  few,
  seats,
  latitude,
  longitude,
  position,
  count,
  status,
  kind,
  priority,
  flag,
  moment,
};

struct Guess {
  Meaning meaning = Meaning::none;
  std::string subject;        ///< «billing» у billing_first_name: чия це частина
  Step step = Step::created;  ///< для moment
  bool rare = false;  ///< для moment: подія, якої здебільшого не сталося
  std::vector<std::string> listed = {};  ///< значення, перелічені у примітці
  double truth = 0.5;                    ///< для «так чи ні»: частка «так»
  bool list = false;                     ///< JSON — масив, а не об'єкт
  bool local = false;  ///< поруч місто чи адреса: країна, індекс і координати — того самого місця
};

Guess guess(const schema::Table& table, const schema::Column& column, const ValueType& type);

/// Частини людини без власника дістають єдину людину рядка: «customer_name» і «email» — одна особа.
void unite_people(std::vector<Guess>& guesses);

/// «firstName», «First-Name», «FIRST_NAME» → «first_name».
std::string snake_case(std::string_view name);

}  // namespace techmarket::filler
