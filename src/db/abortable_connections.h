#pragma once
// З'єднання, що можуть чекати на сервер: cancel() рве їх усі з іншого потоку.

#include <functional>
#include <map>
#include <mutex>

namespace techmarket::db {

class LoadingConnections {
 public:
  /// Тримає з'єднання в переліку, доки живе. Після abort_all() одразу рве й нове.
  class Registration {
   public:
    /// @param connection MySQL або PostgreSQL; має пережити реєстрацію й не переїжджати.
    template <class Connection>
    Registration(LoadingConnections& owner, Connection& connection)
        : owner_(owner), connection_(&connection) {
      const std::lock_guard lock(owner_.mutex_);
      owner_.loading_.emplace(connection_, [&connection] { connection.abort(); });
      if (owner_.aborted_) connection.abort();
    }
    ~Registration() {
      const std::lock_guard lock(owner_.mutex_);
      owner_.loading_.erase(connection_);
    }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

   private:
    LoadingConnections& owner_;
    const void* connection_;
  };

  void abort_all() {
    const std::lock_guard lock(mutex_);
    aborted_ = true;
    for (const auto& [connection, abort] : loading_) abort();
  }

 private:
  std::mutex mutex_;
  std::map<const void*, std::function<void()>> loading_;
  bool aborted_ = false;
};

}  // namespace techmarket::db
