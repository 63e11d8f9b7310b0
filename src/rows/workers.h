#pragma once
// Потоки, що створюють рядки. Завдання беруться в порядку надходження.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace techmarket::rows {

class Workers {
 public:
  /// Машина дала менше потоків — працюють ті, що є.
  explicit Workers(unsigned threads);
  /// Чекає завдання, що вже виконуються; решту відкидає.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// @param task винятків не кидає: потік не має кому їх віддати.
  void submit(std::function<void()> task);
  unsigned size() const { return static_cast<unsigned>(threads_.size()); }

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  bool stop_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace techmarket::rows
