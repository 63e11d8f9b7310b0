#pragma once
// Номери з контрольними цифрами, які проходять перевірку.

#include "datagen/generic/codec.h"

namespace techmarket::datagen::generic {

/// Український IBAN: UA, дві контрольні цифри (ISO 7064, mod 97-10), МФО банку, рахунок; 29 знаків.
CodecPtr iban_codec();

/// Номер картки: 16 цифр, остання — за алгоритмом Луна (ISO/IEC 7812-1).
CodecPtr card_codec();

/// Запис bcrypt, 60 знаків: «$2b$10$», сіль, хеш. Не distinct().
CodecPtr bcrypt_codec();

}  // namespace techmarket::datagen::generic
