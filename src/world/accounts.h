#pragma once
// Облікові записи: клієнти, за ними працівники, далі адміністратор, а за ним — клієнти майбутнього.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "world/people.h"

namespace techmarket::world {

inline constexpr std::string_view kAdminEmail = "admin@techmarket.com";

struct Role {
  std::string name, comment;
  rows::RowBuffer::UuidText id;
};

struct Account {
  std::optional<std::uint64_t> customer, employee;  ///< обидва порожні — адміністратор
  std::string_view status;
  Timestamp created, updated;
};

struct Token {
  std::uint64_t user = 0;
  Timestamp issued, expires;
  bool revoked = false;
  std::optional<Timestamp> last_used;
  std::string user_agent;
  std::string_view scopes;
};

class Accounts {
 public:
  Accounts(const words::Dictionaries& dictionaries, const Staff& staff, const Customers& customers,
           const Window& window, const Parameters& parameters, const Counts& counts);

  std::uint64_t users() const { return ids_.rows(); }
  std::uint64_t tokens() const { return token_ids_.rows(); }
  const std::vector<Role>& roles() const { return roles_; }

  /// Запис клієнта, зокрема майбутнього. Після записів світу клієнти й працівники майбутнього чергуються.
  std::uint64_t user_of_customer(std::uint64_t customer) const {
    return customer < customer_count_ ? customer : users() + 2 * (customer - customer_count_);
  }
  std::uint64_t user_of_employee(std::uint64_t employee) const {
    return employee < staff_.past() ? customer_count_ + employee
                                    : users() + 2 * (employee - staff_.past()) + 1;
  }

  Account account(std::uint64_t user) const;
  Uuid id(std::uint64_t user) const;
  void write_email(std::uint64_t user, rows::RowBuffer& out) const;
  static constexpr std::uint64_t kMostRoles = 2;
  /// Ролі користувача: одна або дві.
  std::vector<const Role*> roles_of(std::uint64_t user) const;

  /// Рядки PHC відомого пароля (password.h), по одному на користувача.
  std::vector<std::string> password_hashes(std::span<const std::uint64_t> users) const;
  /// Коли встановлено чинний пароль: разом із записом або пізніше; старіші сеанси тоді відкликано.
  Timestamp password_set(std::uint64_t user) const;

  /// Номери від tokens() — сеанси майбутнього; їхні дні — token_pace().
  Token token(std::uint64_t index) const;
  const Pace& token_pace() const { return token_pace_; }
  /// Прострочені прибирають: сеанс живе в таблиці стільки днів від видачі.
  static constexpr std::int32_t kTokenDays = 60;
  std::string token_hash(std::uint64_t index) const;
  void write_ip(std::uint64_t index, std::uint64_t user, rows::RowBuffer& out) const;

  const rows::IdSpace& ids() const { return ids_; }
  const rows::IdSpace& credential_ids() const { return credential_ids_; }
  const rows::IdSpace& token_ids() const { return token_ids_; }

 private:
  enum class Kind { customer, employee, admin };
  Kind kind(std::uint64_t user) const;
  std::uint64_t customer_of(std::uint64_t user) const {
    return user < customer_count_ ? user : customer_count_ + (user - users()) / 2;
  }
  std::uint64_t employee_of(std::uint64_t user) const {
    return user < users() ? user - customer_count_ : staff_.past() + (user - users()) / 2;
  }
  Timestamp created_at(std::uint64_t user) const;
  Timestamp oldest_session() const { return {window_.end().seconds - kTokenDays * kSecondsPerDay}; }
  std::uint64_t token_owner(std::uint64_t token) const;
  /// Хто входить у день майбутнього: будь-хто з чинним записом.
  std::uint64_t visitor(std::uint64_t token, std::uint32_t day) const;
  const Role* role(std::string_view name) const;

  RandomStream random_, token_random_, salts_;
  rows::IdSpace ids_, credential_ids_, token_ids_;
  const words::Dictionaries& dictionaries_;
  const Staff& staff_;
  const Customers& customers_;
  const Window& window_;
  std::uint64_t customer_count_;
  Pace token_pace_;
  std::vector<Role> roles_;
  AliasTable agents_, desktop_agents_;
};

}  // namespace techmarket::world
