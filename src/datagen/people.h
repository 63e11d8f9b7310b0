#pragma once
// Регіони, працівники, клієнти.

#include <cstdint>
#include <string>
#include <vector>

#include "datagen/names.h"
#include "datagen/row_buffer.h"
#include "datagen/scale.h"
#include "datagen/weighted.h"
#include "datagen/window.h"

namespace techmarket::datagen {

struct Region {
  std::string name, code;
  RowBuffer::UuidText id;
};

struct Employee {
  PersonName name;
  RowBuffer::UuidText id;
  Date hired;
  bool manager = false;
  std::uint32_t region = 0;
};

/// Регіони та працівники: їх небагато, тож вони обчислені наперед.
class Staff {
 public:
  Staff(const Dictionaries& dictionaries, const NameBook& names, const Window& window,
        const Parameters& parameters, const Counts& counts);

  const std::vector<Region>& regions() const { return regions_; }
  const std::vector<Employee>& employees() const { return employees_; }

  /// Регіон за населенням.
  std::uint32_t region(std::uint64_t random) const { return by_population_.pick(random); }

  /// Хто вів продаж у регіоні: працівник, якого вже найнято до цього дня.
  const Employee& seller(std::uint32_t region, Date day, std::uint64_t random) const;

 private:
  struct Team {
    std::uint32_t manager = 0;
    std::vector<std::uint32_t> sellers;  ///< перший працює від заснування
  };
  std::vector<Region> regions_;
  std::vector<Employee> employees_;
  std::vector<Team> teams_;
  AliasTable by_population_;
};

struct Customer {
  PersonName name;
  std::uint32_t region = 0;
  Timestamp created, updated;
};

/// Клієнти обчислюються за номером: у пам'яті їх немає, скільки б їх не було.
class Customers {
 public:
  Customers(const Dictionaries& dictionaries, const NameBook& names, const Staff& staff, const Window& window,
            const Parameters& parameters, const Counts& counts);

  Customer customer(std::uint64_t index) const;
  void write_phone(std::uint64_t index, RowBuffer& out) const;

  Uuid id(std::uint64_t index) const {
    // Для v4 час не потрібен, а рахувати його недешево.
    return ids_.id(index, ids_.version() == UuidVersion::v7 ? created_at(index) : 0);
  }
  const IdSpace& ids() const { return ids_; }
  const NameBook& names() const { return names_; }
  Milliseconds created_at(std::uint64_t index) const;
  std::uint32_t region(std::uint64_t index) const;

  /// Скільки клієнтів напевно зареєструвалися до початку дня вікна; завжди ≥ 1. Це клієнти з найменшими
  /// номерами.
  std::uint64_t signed_up_before(std::uint32_t day) const { return signed_up_[day]; }

  /// Чи приймає клієнт випадково запропоноване йому замовлення: так виходить розподіл Парето за кількістю
  /// замовлень.
  bool accepts(std::uint64_t index, std::uint64_t random) const;

 private:
  RandomStream random_;
  IdSpace ids_;
  const NameBook& names_;
  const Staff& staff_;
  const Window& window_;
  Quantiles quantiles_;
  std::vector<std::string> prefixes_;
  Apportionment by_prefix_;
  std::uint64_t phone_key_;
  std::vector<std::uint64_t> signed_up_;
};

}  // namespace techmarket::datagen
