#pragma once
// Дати й час рядка. Усі стовпці часу одного рядка виростають з однієї миті: створено, оплачено, відправлено,
// змінено, закрито йдуть саме в такому порядку, бо кожен має свій щабель (LifeStep).

#include "base/calendar.h"
#include "filler/value_type.h"
#include "words/codec.h"

namespace techmarket::filler {

/// Щаблі життя рядка; більший настає пізніше.
enum class LifeStep {
  birth,  ///< день народження: десятиліття тому, від миті рядка не залежить
  created,
  confirmed,
  paid,
  sent,
  arrived,
  completed,
  updated,
  closed,
  removed,
  future,  ///< термін, закінчення дії: може бути після --until
};

/// Номер — мить, з якої починається рядок, у секундах від початку вікна. Не distinct().
/// @param first найраніший щабель таблиці: його стовпець і є цією миттю.
/// @param until жодної миті, крім future, після цього дня немає.
/// @param since_epoch тип не вміщає дат до 1970 року (TIMESTAMP у MySQL).
words::CodecPtr moment_codec(LifeStep first, LifeStep step, Family kind, Date until,
                             bool since_epoch = false);

/// Скільки номерів має moment_codec.
std::uint64_t moment_count();

/// Номер, з якого має початися рядок, щоб не випередити щабель step рядка, який починається з index.
std::uint64_t moment_after(LifeStep first, LifeStep step, std::uint64_t index);

/// Номер — день або секунда назад від until: для унікальних стовпців.
words::CodecPtr calendar_codec(Family kind, Date until);

/// Час доби. @param step created і раніше — до обіду, пізніші — після.
words::CodecPtr time_codec(LifeStep step, bool unique);

}  // namespace techmarket::filler
