#pragma once
// Журнал завдання, доки воно працює: `kubectl logs --follow`, який після обриву продовжує з того самого
// рядка.

#include <functional>
#include <optional>
#include <string>

#include "base/process.h"
#include "runtime/kubernetes/kubectl.h"
#include "runtime/kubernetes/log_line.h"

namespace techmarket::runtime::kubernetes {

class JobLog {
 public:
  using Handler = std::function<void(const LogLine&)>;
  JobLog(const Kubectl& kubectl, std::string pod, Handler handler);
  ~JobLog();
  JobLog(const JobLog&) = delete;
  JobLog& operator=(const JobLog&) = delete;

  /// Читає, що встигло прийти. @return false — потік скінчився: контейнер завершився або зв'язок урвався.
  Result<bool> poll();

 private:
  Status start();
  void read_new(bool last);

  const Kubectl& kubectl_;
  const std::string pod_;
  const Handler handler_;
  std::optional<Child> child_;
  int file_ = -1;  ///< безіменний файл, куди пише kubectl; починається наново з кожним kubectl
  std::size_t offset_ = 0;
  std::string rest_;       ///< незакінчений рядок
  std::string last_time_;  ///< час останнього показаного рядка
};

}  // namespace techmarket::runtime::kubernetes
