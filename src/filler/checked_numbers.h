#pragma once
// Номери з контрольними цифрами, які проходять перевірку.

#include "words/codec.h"

namespace techmarket::filler {

/// Український IBAN: UA, дві контрольні цифри (ISO 7064, mod 97-10), МФО банку, рахунок; 29 знаків.
words::CodecPtr iban_codec();

/// Номер картки: 16 цифр, остання — за алгоритмом Луна (ISO/IEC 7812-1).
words::CodecPtr card_codec();

/// Запис bcrypt, 60 знаків: «$2b$10$», сіль, хеш. Не distinct().
words::CodecPtr bcrypt_codec();

}  // namespace techmarket::filler
