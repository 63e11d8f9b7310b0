#pragma once
// Значення стовпця як бієкція: номер від 0 до size() − 1 → текст, різні номери — різні тексти. Звідси
// унікальність без пам'яті: рядок № r дістає номер permute(r), тобто свій, і нічого не треба порівнювати.
//
// «Різні» означає й без огляду на регістр, бо так порівнюють тексти сервери MySQL за замовчуванням.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"

namespace techmarket::words {

/// Стільки номерів має кодек, у якого значень більше, ніж будь-кому треба.
inline constexpr std::uint64_t kUnlimited = std::uint64_t{1} << 62;

/// Добуток, обрізаний до kUnlimited.
std::uint64_t multiply(std::uint64_t a, std::uint64_t b);

/// Одне значення: номер і випадкове число рядка — для того, чого номер не визначає.
struct Pick {
  std::uint64_t index = 0;
  std::uint64_t noise = 0;
};

class Codec {
 public:
  virtual ~Codec() = default;

  virtual std::uint64_t size() const = 0;
  virtual void write(Pick pick, std::string& out) const = 0;

  /// Чи різні номери дають різні тексти. Ні — для частин людини чи місця: імена повторюються.
  virtual bool distinct() const { return true; }
  /// Номер для рядка, якому унікальність не потрібна.
  virtual std::uint64_t draw(std::uint64_t random) const { return below(random, size()); }
  /// Скільки номерів узяти, коли треба rows різних значень: стільки, щоб тексти лишалися короткими.
  virtual std::uint64_t domain(std::uint64_t rows) const {
    (void)rows;
    return size();
  }
  /// Найдовший текст, у кодових точках, серед перших count номерів.
  virtual std::uint64_t longest(std::uint64_t count) const = 0;
};

using CodecPtr = std::shared_ptr<const Codec>;

/// Десяткові числа від least до most (в одиницях молодшого розряду) зі scale цифрами після крапки.
/// @param skewed малі числа частіші за великі, як ціни й кількості.
CodecPtr decimal_codec(std::int64_t least, std::int64_t most, int scale, bool skewed);

/// Перелік готових текстів. @param weights порожній — рівні; повтори (без огляду на регістр) вилучаються.
CodecPtr words_codec(std::vector<std::string> words, std::vector<std::uint64_t> weights = {});

/// UUID версії 4.
CodecPtr uuid_codec();

/// length шістнадцяткових цифр, схожих на хеш: сусідні номери дають несхожі тексти.
CodecPtr hex_codec(std::uint64_t length);

/// Склеює частини, номер ділиться між ними; частина-текст — words_codec з одного слова.
CodecPtr joined_codec(std::vector<CodecPtr> parts);

/// Те саме, що base, доки її номерів вистачає; далі додає separator і число: значень без кінця.
CodecPtr numbered_codec(CodecPtr base, std::string separator);

/// @param element пишеться 1–3 рази: «{a,b}» — масив PostgreSQL.
CodecPtr array_codec(CodecPtr element);

/// Незалежні від номера тексти: номер стає насінням. Не distinct().
CodecPtr free_codec(std::vector<CodecPtr> parts, std::uint64_t longest);

}  // namespace techmarket::words
