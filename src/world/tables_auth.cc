#include "world/table_rows.h"
#include "world/world_tables.h"

namespace techmarket::world {
namespace {

constexpr rows::RowLayout kRoles{
    rows::Field{"id", [](rows::RowBuffer& out, const Role& row) { out.uuid(row.id); }},
    rows::Field{"name", [](rows::RowBuffer& out, const Role& row) { out.text(row.name); }},
    rows::Field{"comment", [](rows::RowBuffer& out,
                              const Role& row) { row.comment.empty() ? out.null() : out.text(row.comment); }},
};

struct UserRow {
  const World& world;
  std::uint64_t index;
  Account account;
};

constexpr rows::RowLayout kUsers{
    rows::Field{"id",
                [](rows::RowBuffer& out, const UserRow& row) { out.uuid(row.world.accounts.id(row.index)); }},
    rows::Field{"email", [](rows::RowBuffer& out,
                            const UserRow& row) { row.world.accounts.write_email(row.index, out); }},
    rows::Field{"status", [](rows::RowBuffer& out, const UserRow& row) { out.raw(row.account.status); }},
    rows::Field{"customer_id",
                [](rows::RowBuffer& out, const UserRow& row) {
                  row.account.customer ? out.uuid(row.world.customers.id(*row.account.customer)) : out.null();
                }},
    rows::Field{"employee_id",
                [](rows::RowBuffer& out, const UserRow& row) {
                  row.account.employee ? out.uuid(row.world.staff.employees()[*row.account.employee].id)
                                       : out.null();
                }},
    rows::Field{"created_at",
                [](rows::RowBuffer& out, const UserRow& row) { out.timestamp(row.account.created); }},
    rows::Field{"updated_at",
                [](rows::RowBuffer& out, const UserRow& row) { out.timestamp(row.account.updated); }},
};

struct CredentialRow {
  const Accounts& accounts;
  std::uint64_t user;
  Timestamp set;
  std::string_view hash;
};

constexpr rows::RowLayout kCredentials{
    rows::Field{"id",
                [](rows::RowBuffer& out, const CredentialRow& row) {
                  out.uuid(row.accounts.credential_ids().id(row.user, 1000 * row.set.seconds));
                }},
    rows::Field{"user_id",
                [](rows::RowBuffer& out, const CredentialRow& row) { out.uuid(row.accounts.id(row.user)); }},
    rows::Field{"password_hash", [](rows::RowBuffer& out, const CredentialRow& row) { out.raw(row.hash); }},
    rows::Field{"algo", [](rows::RowBuffer& out, const CredentialRow&) { out.raw("argon2id"); }},
    rows::Field{"password_updated_at",
                [](rows::RowBuffer& out, const CredentialRow& row) { out.timestamp(row.set); }},
    rows::Field{"updated_at", [](rows::RowBuffer& out, const CredentialRow& row) { out.timestamp(row.set); }},
};

struct TokenRow {
  const Accounts& accounts;
  std::uint64_t index;
  Token token;
};

constexpr rows::RowLayout kTokens{
    rows::Field{"id",
                [](rows::RowBuffer& out, const TokenRow& row) {
                  out.uuid(row.accounts.token_ids().id(row.index, 1000 * row.token.issued.seconds));
                }},
    rows::Field{"user_id",
                [](rows::RowBuffer& out, const TokenRow& row) { out.uuid(row.accounts.id(row.token.user)); }},
    rows::Field{"token_hash", [](rows::RowBuffer& out,
                                 const TokenRow& row) { out.raw(row.accounts.token_hash(row.index)); }},
    rows::Field{"issued_at",
                [](rows::RowBuffer& out, const TokenRow& row) { out.timestamp(row.token.issued); }},
    rows::Field{"expires_at",
                [](rows::RowBuffer& out, const TokenRow& row) { out.timestamp(row.token.expires); }},
    rows::Field{"revoked", [](rows::RowBuffer& out, const TokenRow& row) { out.boolean(row.token.revoked); }},
    rows::Field{"last_used_at",
                [](rows::RowBuffer& out, const TokenRow& row) {
                  row.token.last_used ? out.timestamp(*row.token.last_used) : out.null();
                }},
    rows::Field{"user_agent",
                [](rows::RowBuffer& out, const TokenRow& row) { out.text(row.token.user_agent); }},
    rows::Field{"ip", [](rows::RowBuffer& out,
                         const TokenRow& row) { row.accounts.write_ip(row.index, row.token.user, out); }},
    rows::Field{"scopes", [](rows::RowBuffer& out, const TokenRow& row) { out.raw(row.token.scopes); }},
};

struct UserRoleRow {
  rows::RowBuffer::UuidText user;
  const Role& role;
};

constexpr rows::RowLayout kUserRoles{
    rows::Field{"user_id", [](rows::RowBuffer& out, const UserRoleRow& row) { out.uuid(row.user); }},
    rows::Field{"role_id", [](rows::RowBuffer& out, const UserRoleRow& row) { out.uuid(row.role.id); }},
};

}  // namespace

Columns user_columns() {
  return kUsers.columns();
}

void write_user(const World& world, std::uint64_t user, rows::RowBuffer& out) {
  kUsers.write(UserRow{world, user, world.accounts.account(user)}, out);
}

Columns credential_columns() {
  return kCredentials.columns();
}

void write_credential(const World& world, std::uint64_t user, rows::RowBuffer& out) {
  write_credentials(world, {&user, 1}, out);
}

void write_credentials(const World& world, std::span<const std::uint64_t> users, rows::RowBuffer& out) {
  const auto hashes = world.accounts.password_hashes(users);
  for (std::size_t i = 0; i < users.size(); ++i)
    kCredentials.write(
        CredentialRow{world.accounts, users[i], world.accounts.password_set(users[i]), hashes[i]}, out);
}

Columns token_columns() {
  return kTokens.columns();
}

void write_token(const World& world, std::uint64_t token, rows::RowBuffer& out) {
  kTokens.write(TokenRow{world.accounts, token, world.accounts.token(token)}, out);
}

Columns user_role_columns() {
  return kUserRoles.columns();
}

void write_user_roles(const World& world, std::uint64_t user, rows::RowBuffer& out) {
  const auto id = rows::uuid_text(world.accounts.id(user));
  for (const Role* role : world.accounts.roles_of(user)) kUserRoles.write(UserRoleRow{id, *role}, out);
}

std::vector<rows::TableSource> auth_tables(const World& world, rows::RowOrder order) {
  const Accounts& accounts = world.accounts;
  const auto table = [](std::string_view name, std::vector<std::string_view> columns) {
    return rows::TableSource{.service = "auth-db", .table = name, .columns = std::move(columns), .write = {}};
  };
  rows::TableSource roles = table("roles", kRoles.columns());
  rows::set_rows(roles, accounts.roles().size(), [&accounts](std::uint64_t row, rows::RowBuffer& out) {
    kRoles.write(accounts.roles()[row], out);
  });

  rows::TableSource users = table("auth_users", kUsers.columns());
  rows::set_rows(users, accounts.ids(), order,
                 [&world](std::uint64_t row, rows::RowBuffer& out) { write_user(world, row, out); });

  rows::TableSource credentials = table("auth_credentials", kCredentials.columns());
  rows::set_order(credentials, accounts.credential_ids(), order);
  credentials.write = [&world, order](rows::Range range, rows::RowBuffer& out) {
    std::vector<std::uint64_t> rows;
    rows::visit_rows(world.accounts.credential_ids(), order, range,
                     [&](std::uint64_t user) { rows.push_back(user); });
    write_credentials(world, rows, out);
  };

  rows::TableSource tokens = table("auth_tokens", kTokens.columns());
  rows::set_rows(tokens, accounts.token_ids(), order,
                 [&world](std::uint64_t row, rows::RowBuffer& out) { write_token(world, row, out); });

  rows::TableSource user_roles = table("user_roles", kUserRoles.columns());
  rows::set_rows(user_roles, accounts.ids(), order,
                 [&world](std::uint64_t row, rows::RowBuffer& out) { write_user_roles(world, row, out); });
  user_roles.expected_rows += world.counts.regions;
  user_roles.numbers.per_unit = Accounts::kMostRoles;
  user_roles.numbers.count *= Accounts::kMostRoles;
  return {std::move(roles), std::move(users), std::move(credentials), std::move(tokens),
          std::move(user_roles)};
}

}  // namespace techmarket::world
