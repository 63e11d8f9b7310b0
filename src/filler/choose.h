#pragma once
// Який кодек підходить стовпцю: за типом, здогадом, межами перевірок і потрібною кількістю різних значень.

#include "filler/bounds.h"
#include "filler/meaning.h"
#include "words/lexicon.h"

namespace techmarket::filler {

struct Demand {
  const ValueType& type;
  Guess guess;
  Bounds bounds = {};
  std::uint64_t distinct_rows = 0;  ///< скільки різних значень треба; 0 — повтори дозволено
  schema::Dialect dialect = schema::Dialect::postgres;
  LifeStep first_step = LifeStep::created;  ///< найраніший щабель таблиці (moments.h)
};

struct Source {
  words::CodecPtr codec;
  /// Стовпці рядка з однаковим ім'ям дістають той самий номер: «person:billing», «place:», «moment».
  /// Порожнє — стовпець сам по собі.
  std::string shared = {};
};

/// Завжди знаходить щось, що сервер прийме; кодек може мати менше значень, ніж distinct_rows: тоді
/// скоротиться таблиця.
Source choose(const Demand& demand, const words::Lexicon& lexicon, Date until);

}  // namespace techmarket::filler
