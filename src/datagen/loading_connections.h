#pragma once
// З'єднання, що саме завантажують таблиці: cancel() приймача рве їх усі з іншого потоку.

#include <mutex>
#include <set>

#include "db/mysql/connection.h"

namespace techmarket::datagen {

class LoadingConnections {
 public:
  /// Тримає з'єднання в переліку, доки живе. Після abort_all() одразу рве й нове.
  class Registration {
   public:
    Registration(LoadingConnections& owner, db::mysql::Connection& connection)
        : owner_(owner), connection_(&connection) {
      const std::lock_guard lock(owner_.mutex_);
      owner_.loading_.insert(connection_);
      if (owner_.aborted_) connection_->abort();
    }
    ~Registration() {
      const std::lock_guard lock(owner_.mutex_);
      owner_.loading_.erase(connection_);
    }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

   private:
    LoadingConnections& owner_;
    db::mysql::Connection* connection_;
  };

  void abort_all() {
    const std::lock_guard lock(mutex_);
    aborted_ = true;
    for (db::mysql::Connection* connection : loading_) connection->abort();
  }

 private:
  std::mutex mutex_;
  std::set<db::mysql::Connection*> loading_;
  bool aborted_ = false;
};

}  // namespace techmarket::datagen
