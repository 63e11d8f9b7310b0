#pragma once
// Взаємне блокування: сервер відкочує одну з транзакцій, що чекають одна на одну. Її треба просто почати
// знову.

#include <string_view>

#include "base/error.h"

namespace techmarket::db {

/// @param transaction уся транзакція, від START до COMMIT
/// @param undo між спробами: відкотити недороблене
template <class Transaction, class Undo>
Status retry_deadlocks(const Transaction& transaction, const Undo& undo) {
  constexpr std::string_view kDeadlock = "40001";
  constexpr int kAttempts = 10;
  for (int attempt = 1;; ++attempt) {
    Status done = transaction();
    if (done || done.error().sqlstate != kDeadlock || attempt == kAttempts) return done;
    TM_TRY(undo());
  }
}

}  // namespace techmarket::db
