#pragma once
// Регіони, працівники, клієнти.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/weighted.h"
#include "rows/row_buffer.h"
#include "words/person_names.h"
#include "world/scale.h"
#include "world/window.h"

namespace techmarket::world {

struct Region {
  std::string name, code;
  rows::RowBuffer::UuidText id;
};

struct Employee {
  words::PersonName name;
  rows::RowBuffer::UuidText id;
  Date hired;
  bool manager = false;
  std::uint32_t region = 0;
};

/// Регіони та працівники: їх небагато, тож вони обчислені наперед.
class Staff {
 public:
  Staff(const words::Dictionaries& dictionaries, const words::NameBook& names, const Window& window,
        const Parameters& parameters, const Counts& counts);

  const std::vector<Region>& regions() const { return regions_; }
  /// Спершу працівники світу, далі найняті в майбутньому в порядку найму.
  const std::vector<Employee>& employees() const { return employees_; }
  std::uint64_t past() const { return past_; }

  /// Регіон за населенням.
  std::uint32_t region(std::uint64_t random) const { return by_population_.pick(random); }

  /// Хто вів продаж у регіоні: працівник, якого до дня вікна (чи майбутнього) вже найнято.
  const Employee& seller(std::uint32_t region, std::uint32_t day, std::uint64_t random) const;

  /// Двоє продавців міняються областями з початку дня: у жодній команді продавців не меншає.
  struct Exchange {
    std::uint32_t day = 0;
    std::uint32_t first = 0, second = 0;                ///< номери працівників
    std::uint32_t first_region = 0, second_region = 0;  ///< куди перейшли
  };
  /// Усі обміни майбутнього за днями.
  const std::vector<Exchange>& exchanges() const { return exchanges_; }

  /// Зміна в команді: за два тижні до того, як продавець звільниться, наймають наступника.
  struct Replacement {
    std::uint32_t hired = 0, left = 0;  ///< дні; left може бути вже за краєм майбутнього
    std::uint32_t newcomer = 0, leaver = 0;
  };
  const std::vector<Replacement>& replacements() const { return replacements_; }
  /// Скількох найнято до початку дня майбутнього.
  std::uint64_t hired_before(std::uint32_t day) const {
    return past_ +
           static_cast<std::uint64_t>(std::ranges::lower_bound(replacements_, day, {}, &Replacement::hired) -
                                      replacements_.begin());
  }
  /// Чи працює людина в день майбутнього: уже найнята вчора або раніше й ще не пішла.
  bool works(std::uint32_t employee, std::uint32_t day) const {
    return employees_[employee].hired < Date{first_.days + static_cast<std::int32_t>(day)} &&
           day < leaves_[employee];
  }

 private:
  /// Склад, що діє від дня day.
  struct Roster {
    std::uint32_t day = 0;
    std::vector<std::uint32_t> sellers;  ///< у першому складі — у порядку найму; перший працює до вікна
  };
  struct Team {
    std::uint32_t manager = 0;
    std::vector<Roster> rosters = {{}};
    std::vector<Date> hired;  ///< коли найнято кожного з першого складу, за зростанням
    /// Хто працює в день day, дата якого — date.
    std::span<const std::uint32_t> sellers(std::uint32_t day, Date date) const;
  };
  /// Регіон, де на одного продавця припадає найбільше людей.
  std::size_t busiest(std::span<const std::uint64_t> population) const;
  void live_on(const words::NameBook& names, const Window& window, const RandomStream& random,
               const rows::IdSpace& ids);
  /// Новий склад команди від дня day: без того, хто пішов, і з тим, хто прийшов.
  void change_team(std::uint32_t region, std::uint32_t day, std::optional<std::uint32_t> left,
                   std::optional<std::uint32_t> came);

  static constexpr std::uint32_t kStays = UINT32_MAX;
  Date first_;
  std::uint64_t past_;
  std::vector<Region> regions_;
  std::vector<Employee> employees_;
  std::vector<Team> teams_;
  std::vector<Exchange> exchanges_;
  std::vector<Replacement> replacements_;
  std::vector<std::uint32_t> leaves_;  ///< день звільнення кожного працівника
  AliasTable by_population_;
};

/// Подія з клієнтом у майбутньому.
struct CustomerEvent {
  std::uint64_t customer = 0;
  Timestamp at;
};

struct Customer {
  words::PersonName name;
  std::uint32_t region = 0;
  Timestamp created, updated;
};

/// Клієнти обчислюються за номером: у пам'яті їх немає, скільки б їх не було.
class Customers {
 public:
  Customers(const words::Dictionaries& dictionaries, const words::NameBook& names, const Staff& staff,
            const Window& window, const Parameters& parameters, const Counts& counts);

  Customer customer(std::uint64_t index) const;
  void write_phone(std::uint64_t index, rows::RowBuffer& out) const;

  Uuid id(std::uint64_t index) const {
    // Для v4 час не потрібен, а рахувати його недешево.
    return ids_.id(index, ids_.version() == rows::UuidVersion::v7 ? created_at(index) : 0);
  }
  const rows::IdSpace& ids() const { return ids_; }
  const words::NameBook& names() const { return names_; }
  Milliseconds created_at(std::uint64_t index) const;
  std::uint32_t region(std::uint64_t index) const;

  /// Скільки клієнтів напевно зареєструвалися до початку дня; завжди ≥ 1. Це клієнти з найменшими номерами.
  /// Для днів майбутнього — рівно стільки.
  std::uint64_t signed_up_before(std::uint32_t day) const { return signed_up_[day]; }

  /// Чи приймає клієнт випадково запропоноване йому замовлення: так виходить розподіл Парето за кількістю
  /// замовлень.
  bool accepts(std::uint64_t index, std::uint64_t random) const;

  /// Запис, який перестав діяти до кінця вікна: вимкнений самим клієнтом або заблокований.
  struct Deactivation {
    Timestamp at;
    bool blocked = false;
  };
  std::optional<Deactivation> deactivation(std::uint64_t index) const;

  /// Чи може клієнт робити замовлення цього дня: його запис діє, а в майбутньому він ще й не закрив його і
  /// прийшов не лише подивитися.
  bool buys(std::uint64_t index, std::uint32_t day) const {
    if (day >= window_.days() && (only_looks(index) || closed_by(index, day))) return false;
    const auto inactive = deactivation(index);
    return !inactive || window_.date(day) < inactive->at.date();
  }

  /// Хто за день майбутнього змінив адресу: те саме ім'я через «_» замість крапки.
  std::vector<CustomerEvent> address_changes(std::uint32_t day) const;
  void write_new_email(std::uint64_t index, rows::RowBuffer& out) const;
  /// Хто за день майбутнього видалив обліковий запис.
  std::vector<CustomerEvent> closures(std::uint32_t day) const;
  /// Той, хто нічого не купував: за день після видалення запису зникає й рядок клієнта.
  bool only_looks(std::uint64_t index) const;
  /// Чи закрив клієнт запис цього дня або раніше.
  bool closed_by(std::uint64_t index, std::uint32_t day) const {
    const auto found = closed_.find(index);
    return found != closed_.end() && found->second.date() <= window_.date(day);
  }

 private:
  RandomStream random_;
  rows::IdSpace ids_;
  const words::NameBook& names_;
  const Staff& staff_;
  const Window& window_;
  Quantiles quantiles_;
  std::uint64_t past_;
  Pace future_, address_pace_, closure_pace_;
  std::unordered_map<std::uint64_t, Timestamp> closed_;
  std::vector<std::string> prefixes_;
  Apportionment by_prefix_;
  std::uint64_t phone_key_;
  std::vector<std::uint64_t> signed_up_;
};

}  // namespace techmarket::world
