#pragma once
// Пріоритети операторів SQL: за ними вираз розбирають і друкують із найменшою кількістю дужок.

namespace techmarket::sql {

/// Що вищий рівень, то міцніше тримаються операнди.
enum Level {
  kOr = 1,
  kXor,
  kAnd,
  kNot,
  kIs,
  kCompare,
  kLike,
  kOther,
  kSum,
  kProduct,
  kPower,
  kCollate,
  kSign,
  kAtom
};

}  // namespace techmarket::sql
