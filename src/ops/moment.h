#pragma once
// Одна мить п'яти баз. Доки стоїть огорожа (LOCK TABLES … READ в усіх базах MySQL), ніхто нічого не дописує і
// недописаних транзакцій немає; знімки, відкриті за нею, показують ту саму мить. Потрібні лише права
// користувача служби.

#include <chrono>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "db/abortable_connections.h"
#include "ops/row_counts.h"
#include "ops/services.h"

namespace techmarket::ops {

/// З'єднання однієї служби.
struct Participant {
  Participant(const Described& described, AnyConnection opened)
      : service(&described), counting(std::move(opened)) {}

  const Described* service;
  AnyConnection counting;  ///< після take_snapshots() тримає знімок, доки живе
  std::optional<db::mysql::Connection> fence = {};  ///< лише MySQL
  std::vector<schema::QualifiedName> tables = {};  ///< усі таблиці бази, а не лише з DBML
  std::string snapshot = {};  ///< PostgreSQL: ім'я знімка для інших сеансів
  std::list<db::LoadingConnections::Registration> registrations = {};
};

/// Список, бо з'єднання зареєстровано для переривання за адресою.
using Participants = std::list<Participant>;

/// @param waiting хто рве з'єднання, коли користувач просить зупинитися.
Result<Participants> join(const Services& services, db::LoadingConnections& waiting);

/// Чекає, доки скінчаться початі транзакції, і не пускає нових: не довше за patience разом. Відмова
/// retryable називає базу й сеанси, на які чекали.
Status raise_fences(Participants& all, std::chrono::seconds patience);

/// За огорожею: знімок кожної бази.
Status take_snapshots(Participants& all);

Status lower_fences(Participants& all);

/// Рядки всіх таблиць у знімку.
Result<ServiceCounts> count_snapshot(Participant& one);

}  // namespace techmarket::ops
