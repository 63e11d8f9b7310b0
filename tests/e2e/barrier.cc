#include "barrier.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "platform.h"

namespace techmarket::e2e {

Barrier::Barrier(const std::string& service, const std::string& table, const std::string& condition)
    : service_(service), table_(table) {
  if ((*catalogue().service(service))->is_mysql()) {
    mysql_ = mysql(service);
    EXPECT_TRUE(mysql_->execute("DO GET_LOCK('barrier', 0)"));
    EXPECT_TRUE(mysql_->execute(fmt::format(
        "CREATE TRIGGER barrier BEFORE INSERT ON {} FOR EACH ROW DO IF({}, GET_LOCK('barrier', 3600) + "
        "RELEASE_LOCK('barrier'), 0)",
        table, condition)));
  } else {
    postgres_ = warehouse();
    EXPECT_TRUE(postgres_->execute(fmt::format(
        "CREATE FUNCTION barrier() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM "
        "pg_advisory_xact_lock(hashtext('barrier')); RETURN NEW; END $$; CREATE TRIGGER barrier BEFORE "
        "INSERT ON {} FOR EACH ROW WHEN ({}) EXECUTE FUNCTION barrier()",
        table, condition)));
    EXPECT_TRUE(postgres_->query("SELECT pg_advisory_lock(hashtext('barrier'))"));
  }
}

// З'єднання нове: сервер за цей час могли вбити й підняти знову.
Barrier::~Barrier() {
  release();
  if (mysql_) {
    EXPECT_TRUE(mysql(service_).execute("DROP TRIGGER barrier"));
  } else {
    EXPECT_TRUE(
        warehouse().execute(fmt::format("DROP TRIGGER barrier ON {}; DROP FUNCTION barrier()", table_)));
  }
}

void Barrier::release() {
  if (mysql_)
    (void)mysql_->execute("DO RELEASE_LOCK('barrier')");
  else
    (void)postgres_->query("SELECT pg_advisory_unlock(hashtext('barrier'))");
}

bool Barrier::reached() {
  return eventually([this] {
    const auto waiting =
        mysql_ ? mysql_->query_int(
                     "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE STATE = 'User lock'")
               : postgres_->query_int(
                     "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
    return waiting.value_or(0) > 0;
  });
}

}  // namespace techmarket::e2e
