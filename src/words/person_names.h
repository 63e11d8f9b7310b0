#pragma once
// Хто як зветься. Номер людини → ім'я, прізвище, домен пошти: кожну трійку дістає щонайбільше одна людина,
// тому адреси унікальні за побудовою, а не тому, що їх порівняли.
//
// Послідовність людей ділиться (weighted.h, Apportionment) спершу між мовою і статтю, далі між доменами, далі
// між іменами, далі між групами прізвищ однакової частоти; усередині групи прізвище вибирає бієкція. На
// кожному кроці відомо, котрою серед собі подібних є ця людина. Коли всі прізвища групи вичерпано, до адреси
// додається номер.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/weighted.h"
#include "rows/row_buffer.h"
#include "words/dictionary.h"

namespace techmarket::words {

/// Ім'я та адреса однієї людини. Усі view вказують у NameBook.
struct PersonName {
  std::string_view first_name, last_name;
  std::string_view address_first, address_last, domain;
  std::uint64_t number = 0;  ///< 0 — адреса без номера

  /// Дописує адресу «iryna.tkachenko@ukr.net», «iryna.tkachenko2@ukr.net».
  /// @param separator між іменем і прізвищем.
  void write_email(rows::RowBuffer& out, char separator = '.') const;
};

inline constexpr std::string_view kCompanyDomain = "techmarket.com";

class NameBook {
 public:
  /// Частки людей: українки, українці, англомовні жінки та чоловіки.
  using Shares = std::array<std::uint64_t, 4>;
  /// Покупці магазину. Жінок трохи більше, як і серед дорослих України.
  static constexpr Shares kShopShares = {46, 40, 7, 7};

  NameBook(const Dictionaries& dictionaries, Seed seed, const Shares& shares = kShopShares);

  PersonName customer(std::uint64_t index) const;
  /// Працівники мають українські імена й адреси в домені магазину.
  PersonName employee(std::uint64_t index) const;

 private:
  struct Name {
    std::string text, address;
  };
  /// Прізвища однакової частоти: [first, first + size) у списку групи.
  struct Tier {
    std::uint64_t first = 0, size = 0;
  };
  /// Люди однієї мови й статі.
  struct Group {
    std::vector<Name> given, surnames;
    std::vector<std::string> domains;
    Apportionment by_given, by_domain, by_tier;
    std::vector<Tier> tiers;
  };
  enum Kind { ukrainian_women, ukrainian_men, english_women, english_men };

  PersonName person(const Group& group, std::string_view domain, std::uint64_t index,
                    std::uint64_t key) const;

  std::array<Group, 4> groups_;
  Apportionment by_group_, staff_by_group_;
  std::uint64_t key_;
};

}  // namespace techmarket::words
