#include "datagen/table_rows.h"
#include "datagen/table_source.h"

namespace techmarket::datagen {
namespace {

constexpr RowLayout kRoles{
    Field{"id", [](RowBuffer& out, const Role& row) { out.uuid(row.id); }},
    Field{"name", [](RowBuffer& out, const Role& row) { out.text(row.name); }},
    Field{"comment",
          [](RowBuffer& out, const Role& row) { row.comment.empty() ? out.null() : out.text(row.comment); }},
};

struct UserRow {
  const World& world;
  std::uint64_t index;
  Account account;
};

constexpr RowLayout kUsers{
    Field{"id", [](RowBuffer& out, const UserRow& row) { out.uuid(row.world.accounts.id(row.index)); }},
    Field{"email",
          [](RowBuffer& out, const UserRow& row) { row.world.accounts.write_email(row.index, out); }},
    Field{"status", [](RowBuffer& out, const UserRow& row) { out.raw(row.account.status); }},
    Field{"customer_id",
          [](RowBuffer& out, const UserRow& row) {
            row.account.customer ? out.uuid(row.world.customers.id(*row.account.customer)) : out.null();
          }},
    Field{"employee_id",
          [](RowBuffer& out, const UserRow& row) {
            row.account.employee ? out.uuid(row.world.staff.employees()[*row.account.employee].id)
                                 : out.null();
          }},
    Field{"created_at", [](RowBuffer& out, const UserRow& row) { out.timestamp(row.account.created); }},
    Field{"updated_at", [](RowBuffer& out, const UserRow& row) { out.timestamp(row.account.updated); }},
};

struct CredentialRow {
  const Accounts& accounts;
  std::uint64_t user;
  Timestamp set;
  std::string_view hash;
};

constexpr RowLayout kCredentials{
    Field{"id",
          [](RowBuffer& out, const CredentialRow& row) {
            out.uuid(row.accounts.credential_ids().id(row.user, 1000 * row.set.seconds));
          }},
    Field{"user_id", [](RowBuffer& out, const CredentialRow& row) { out.uuid(row.accounts.id(row.user)); }},
    Field{"password_hash", [](RowBuffer& out, const CredentialRow& row) { out.raw(row.hash); }},
    Field{"algo", [](RowBuffer& out, const CredentialRow&) { out.raw("argon2id"); }},
    Field{"password_updated_at", [](RowBuffer& out, const CredentialRow& row) { out.timestamp(row.set); }},
    Field{"updated_at", [](RowBuffer& out, const CredentialRow& row) { out.timestamp(row.set); }},
};

struct TokenRow {
  const Accounts& accounts;
  std::uint64_t index;
  Token token;
};

constexpr RowLayout kTokens{
    Field{"id",
          [](RowBuffer& out, const TokenRow& row) {
            out.uuid(row.accounts.token_ids().id(row.index, 1000 * row.token.issued.seconds));
          }},
    Field{"user_id", [](RowBuffer& out, const TokenRow& row) { out.uuid(row.accounts.id(row.token.user)); }},
    Field{"token_hash",
          [](RowBuffer& out, const TokenRow& row) { out.raw(row.accounts.token_hash(row.index)); }},
    Field{"issued_at", [](RowBuffer& out, const TokenRow& row) { out.timestamp(row.token.issued); }},
    Field{"expires_at", [](RowBuffer& out, const TokenRow& row) { out.timestamp(row.token.expires); }},
    Field{"revoked", [](RowBuffer& out, const TokenRow& row) { out.boolean(row.token.revoked); }},
    Field{"last_used_at",
          [](RowBuffer& out, const TokenRow& row) {
            row.token.last_used ? out.timestamp(*row.token.last_used) : out.null();
          }},
    Field{"user_agent", [](RowBuffer& out, const TokenRow& row) { out.text(row.token.user_agent); }},
    Field{"ip",
          [](RowBuffer& out, const TokenRow& row) { row.accounts.write_ip(row.index, row.token.user, out); }},
    Field{"scopes", [](RowBuffer& out, const TokenRow& row) { out.raw(row.token.scopes); }},
};

struct UserRoleRow {
  RowBuffer::UuidText user;
  const Role& role;
};

constexpr RowLayout kUserRoles{
    Field{"user_id", [](RowBuffer& out, const UserRoleRow& row) { out.uuid(row.user); }},
    Field{"role_id", [](RowBuffer& out, const UserRoleRow& row) { out.uuid(row.role.id); }},
};

}  // namespace

Columns user_columns() {
  return kUsers.columns();
}

void write_user(const World& world, std::uint64_t user, RowBuffer& out) {
  kUsers.write(UserRow{world, user, world.accounts.account(user)}, out);
}

Columns credential_columns() {
  return kCredentials.columns();
}

void write_credential(const World& world, std::uint64_t user, RowBuffer& out) {
  write_credentials(world, {&user, 1}, out);
}

void write_credentials(const World& world, std::span<const std::uint64_t> users, RowBuffer& out) {
  const auto hashes = world.accounts.password_hashes(users);
  for (std::size_t i = 0; i < users.size(); ++i)
    kCredentials.write(
        CredentialRow{world.accounts, users[i], world.accounts.password_set(users[i]), hashes[i]}, out);
}

Columns token_columns() {
  return kTokens.columns();
}

void write_token(const World& world, std::uint64_t token, RowBuffer& out) {
  kTokens.write(TokenRow{world.accounts, token, world.accounts.token(token)}, out);
}

Columns user_role_columns() {
  return kUserRoles.columns();
}

void write_user_roles(const World& world, std::uint64_t user, RowBuffer& out) {
  const auto id = uuid_text(world.accounts.id(user));
  for (const Role* role : world.accounts.roles_of(user)) kUserRoles.write(UserRoleRow{id, *role}, out);
}

std::vector<TableSource> auth_tables(const World& world, RowOrder order) {
  const Accounts& accounts = world.accounts;
  const auto table = [](std::string_view name, std::vector<std::string_view> columns) {
    return TableSource{.service = "auth-db", .table = name, .columns = std::move(columns), .write = {}};
  };
  TableSource roles = table("roles", kRoles.columns());
  set_rows(roles, accounts.roles().size(),
           [&accounts](std::uint64_t row, RowBuffer& out) { kRoles.write(accounts.roles()[row], out); });

  TableSource users = table("auth_users", kUsers.columns());
  set_rows(users, accounts.ids(), order,
           [&world](std::uint64_t row, RowBuffer& out) { write_user(world, row, out); });

  TableSource credentials = table("auth_credentials", kCredentials.columns());
  set_order(credentials, accounts.credential_ids(), order);
  credentials.write = [&world, order](Range range, RowBuffer& out) {
    std::vector<std::uint64_t> rows;
    visit_rows(world.accounts.credential_ids(), order, range,
               [&](std::uint64_t user) { rows.push_back(user); });
    write_credentials(world, rows, out);
  };

  TableSource tokens = table("auth_tokens", kTokens.columns());
  set_rows(tokens, accounts.token_ids(), order,
           [&world](std::uint64_t row, RowBuffer& out) { write_token(world, row, out); });

  TableSource user_roles = table("user_roles", kUserRoles.columns());
  set_rows(user_roles, accounts.ids(), order,
           [&world](std::uint64_t row, RowBuffer& out) { write_user_roles(world, row, out); });
  user_roles.expected_rows += world.counts.regions;
  user_roles.numbers.per_unit = Accounts::kMostRoles;
  user_roles.numbers.count *= Accounts::kMostRoles;
  return {std::move(roles), std::move(users), std::move(credentials), std::move(tokens),
          std::move(user_roles)};
}

}  // namespace techmarket::datagen
