#include "world/accounts.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/sha256.h"
#include "world/password.h"

namespace techmarket::world {
namespace {

enum UserField : std::uint64_t { kPassword = 8, kPasswordAt };
enum TokenField : std::uint64_t {
  kIssued = 8,
  kRevoked,
  kUsed,
  kUsedAt,
  kAgent,
  kAddress,
  kSecret,
  kSecretLow,
  kVisitor
};

constexpr std::int64_t kWorkdayStart = 9 * 3600;
constexpr std::int64_t kCustomerTerm = 30 * kSecondsPerDay;  // строк дії сеансу
constexpr std::int64_t kStaffTerm = 7 * kSecondsPerDay;

Timestamp later(Timestamp from, Timestamp to, std::uint64_t random) {
  const auto span = static_cast<std::uint64_t>(std::max<std::int64_t>(1, to.seconds - from.seconds));
  return {from.seconds + static_cast<std::int64_t>(below(random, span))};
}

}  // namespace

Accounts::Accounts(const words::Dictionaries& dictionaries, const Staff& staff, const Customers& customers,
                   const Window& window, const Parameters& parameters, const Counts& counts)
    : random_(parameters.seed, "auth_users"),
      token_random_(parameters.seed, "auth_tokens"),
      salts_(parameters.seed, "salts"),
      ids_(parameters.seed, "auth_users", counts.users, parameters.uuid),
      credential_ids_(parameters.seed, "auth_credentials", counts.users, parameters.uuid),
      token_ids_(parameters.seed, "auth_tokens", counts.tokens, parameters.uuid),
      dictionaries_(dictionaries),
      staff_(staff),
      customers_(customers),
      window_(window),
      customer_count_(counts.customers),
      token_pace_(
          Pace::steady(window.future(), counts.tokens, kTokenDays, token_random_.at(UINT64_MAX, kIssued))) {
  const rows::IdSpace role_ids(parameters.seed, "roles", dictionaries.roles.size(), parameters.uuid);
  const Milliseconds founded = 1000 * (start_of(window.founded()).seconds + kWorkdayStart);
  for (std::uint64_t row = 0; row < dictionaries.roles.size(); ++row)
    roles_.push_back({dictionaries.roles[row].name, dictionaries.roles[row].comment,
                      rows::uuid_text(role_ids.id(row, founded))});
  std::vector<std::uint64_t> all, desktop;
  for (const words::UserAgent& agent : dictionaries.agents) {
    all.push_back(agent.weight);
    desktop.push_back(agent.desktop ? agent.weight : 0);
  }
  agents_ = AliasTable(all);
  if (std::ranges::any_of(desktop, [](std::uint64_t weight) { return weight > 0; }))
    desktop_agents_ = AliasTable(desktop);
}

Accounts::Kind Accounts::kind(std::uint64_t user) const {
  if (user >= users()) return (user - users()) % 2 == 0 ? Kind::customer : Kind::employee;
  if (user < customer_count_) return Kind::customer;
  return user - customer_count_ < staff_.past() ? Kind::employee : Kind::admin;
}

Timestamp Accounts::created_at(std::uint64_t user) const {
  switch (kind(user)) {
    case Kind::customer:
      return to_timestamp(customers_.created_at(customer_of(user)));
    case Kind::employee:
      return {start_of(staff_.employees()[employee_of(user)].hired).seconds + kWorkdayStart};
    case Kind::admin:
      break;
  }
  return {start_of(window_.founded()).seconds + kWorkdayStart};
}

Account Accounts::account(std::uint64_t user) const {
  Account account{
      .customer = {}, .employee = {}, .status = "active", .created = created_at(user), .updated = {}};
  account.updated = account.created;
  switch (kind(user)) {
    case Kind::customer: {
      account.customer = customer_of(user);
      if (const auto inactive = customers_.deactivation(customer_of(user))) {
        account.status = inactive->blocked ? "blocked" : "disabled";
        account.updated = inactive->at;
      }
      break;
    }
    case Kind::employee:
      account.employee = employee_of(user);
      break;
    case Kind::admin:
      break;
  }
  return account;
}

Uuid Accounts::id(std::uint64_t user) const {
  return ids_.id(user, ids_.version() == rows::UuidVersion::v7 ? 1000 * created_at(user).seconds : 0);
}

void Accounts::write_email(std::uint64_t user, rows::RowBuffer& out) const {
  switch (kind(user)) {
    case Kind::customer:
      return customers_.names().customer(customer_of(user)).write_email(out);
    case Kind::employee:
      return staff_.employees()[employee_of(user)].name.write_email(out);
    case Kind::admin:
      return out.raw(kAdminEmail);
  }
}

const Role* Accounts::role(std::string_view name) const {
  return &*std::ranges::find(roles_, name, &Role::name);
}

std::vector<const Role*> Accounts::roles_of(std::uint64_t user) const {
  switch (kind(user)) {
    case Kind::customer:
      return {role("CUSTOMER")};
    case Kind::admin:
      return {role("ADMIN")};
    case Kind::employee:
      break;
  }
  if (staff_.employees()[employee_of(user)].manager) return {role("SALES"), role("BI_VIEWER")};
  return {role("SALES")};
}

std::vector<std::string> Accounts::password_hashes(std::span<const std::uint64_t> users) const {
  std::vector<ArgonSalt> salts;
  for (const std::uint64_t user : users) {
    ArgonSalt& salt = salts.emplace_back();
    for (std::size_t byte = 0; byte < salt.size(); ++byte)
      salt[byte] = static_cast<unsigned char>(salts_.at(user, byte / 8) >> (56 - 8 * (byte % 8)));
  }
  std::vector<ArgonTag> tags(users.size());
  argon2id(kDemoPassword, salts, tags);
  std::vector<std::string> hashes;
  for (std::size_t i = 0; i < users.size(); ++i) hashes.push_back(phc_string(salts[i], tags[i]));
  return hashes;
}

Timestamp Accounts::password_set(std::uint64_t user) const {
  constexpr std::uint64_t kOneIn = 5;  // кожен п'ятий колись змінив пароль
  const Account account = this->account(user);
  if (user >= users() || below(random_.at(user, kPassword), kOneIn) != 0) return account.created;
  const Timestamp end = account.status == "active" ? window_.end() : account.updated;
  return later(account.created, end, random_.at(user, kPasswordAt));
}

std::uint64_t Accounts::visitor(std::uint64_t token, std::uint32_t day) const {
  const std::uint64_t customers = customers_.signed_up_before(day);
  const std::uint64_t employees = staff_.hired_before(day), staff = employees + 1;  // і адміністратор
  constexpr std::uint64_t kTries = 16;
  for (std::uint64_t attempt = 0; attempt < kTries; ++attempt) {
    const std::uint64_t who = below(token_random_.at(token, kVisitor + attempt), customers + staff);
    if (who == customers + employees) return users() - 1;
    if (who >= customers) {
      const auto employee = static_cast<std::uint32_t>(who - customers);
      if (staff_.works(employee, day)) return user_of_employee(employee);
      continue;
    }
    const std::uint64_t user = user_of_customer(who);
    if (!customers_.closed_by(who, day) && account(user).status == "active") return user;
  }
  return users() - 1;  // адміністратор
}

std::uint64_t Accounts::token_owner(std::uint64_t token) const {
  // Перестановка: поки токенів менше, ніж людей, майже кожен токен — іншої людини. Хто вимкнув запис раніше,
  // ніж зберігаються сеанси, токена не має.
  constexpr std::uint64_t kTries = 16;
  std::uint64_t user = permute(token % users(), users(), token_random_.at(0, 0) | 1);
  for (std::uint64_t attempt = 0; attempt < kTries; ++attempt) {
    const Account account = this->account(user);
    if (account.status == "active" || account.updated > oldest_session()) return user;
    user = below(token_random_.at(token, kVisitor + attempt), users());
  }
  return customer_count_;  // перший працівник
}

Token Accounts::token(std::uint64_t index) const {
  const bool future = index >= tokens();
  const std::uint32_t ahead = future ? token_pace_.day_of(index - tokens()) : 0;
  const std::uint32_t day = window_.days() + ahead;
  Token token{.user = future ? visitor(index, day) : token_owner(index),
              .issued = {},
              .expires = {},
              .last_used = {},
              .user_agent = {},
              .scopes = {}};
  const Kind owner = kind(token.user);
  const Account account = this->account(token.user);
  const bool active = account.status == "active";
  const std::uint64_t issued = token_random_.at(index, kIssued);
  const Timestamp end = active ? window_.end() : account.updated;
  token.issued = future ? to_timestamp(Timeline::within(window_.date(day), issued))
                        : later(std::max(account.created, oldest_session()), end, issued);
  token.expires = {token.issued.seconds + (owner == Kind::customer ? kCustomerTerm : kStaffTerm)};
  const Timestamp password = password_set(token.user);
  const bool old_password = token.issued < password;
  token.revoked = !active || old_password || (!future && below(token_random_.at(index, kRevoked), 100) < 12);
  const Timestamp seen = future ? start_of(window_.date(day + 1)) : old_password ? password : end;
  if (below(token_random_.at(index, kUsed), 100) < 85)
    token.last_used = later(token.issued, std::min(token.expires, seen), token_random_.at(index, kUsedAt));
  const bool desktop = owner != Kind::customer && !desktop_agents_.empty();
  const words::UserAgent& agent =
      dictionaries_.agents[(desktop ? desktop_agents_ : agents_).pick(token_random_.at(index, kAgent))];
  token.user_agent = dictionaries_.browsers.render(agent.text, token.issued.date()).value_or(agent.text);
  switch (owner) {
    case Kind::customer:
      token.scopes = "profile,orders:read,orders:write";
      break;
    case Kind::admin:
      token.scopes = "admin";
      break;
    case Kind::employee:
      token.scopes = staff_.employees()[employee_of(token.user)].manager
                         ? "profile,customers:read,orders:read,orders:write,reports:read"
                         : "profile,customers:read,orders:read,orders:write";
  }
  return token;
}

std::string Accounts::token_hash(std::uint64_t index) const {
  return sha256_hex(fmt::format("{:016x}{:016x}{:x}", token_random_.at(index, kSecret),
                                token_random_.at(index, kSecretLow), index));
}

void Accounts::write_ip(std::uint64_t index, std::uint64_t user, rows::RowBuffer& out) const {
  const std::uint64_t random = token_random_.at(index, kAddress);
  const auto octet = [&](int shift) { out.integer((random >> shift) & 0xFF); };
  if (kind(user) != Kind::customer) {  // внутрішня мережа магазину (RFC 1918)
    out.raw("10.");
    octet(0), out.character('.'), octet(8), out.character('.'), octet(16);
    return;
  }
  // Адреси для прикладів: RFC 5737 і RFC 3849. Справжні могли б комусь належати.
  constexpr std::array<std::string_view, 3> kExamples = {"192.0.2.", "198.51.100.", "203.0.113."};
  const std::uint64_t kind_of_address = below(random, 4);
  if (kind_of_address < kExamples.size()) {
    out.raw(kExamples[kind_of_address]);
    octet(0);
  } else {
    out.raw(fmt::format("2001:db8:{:x}:{:x}::{:x}", (random & 0xFFFF) | 1, ((random >> 16) & 0xFFFF) | 1,
                        ((random >> 32) & 0xFFFF) | 1));
  }
}

}  // namespace techmarket::world
