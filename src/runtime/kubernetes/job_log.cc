#include "runtime/kubernetes/job_log.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>

#include <fmt/format.h>

namespace techmarket::runtime::kubernetes {

JobLog::JobLog(const Kubectl& kubectl, std::string pod, Handler handler)
    : kubectl_(kubectl), pod_(std::move(pod)), handler_(std::move(handler)) {}

JobLog::~JobLog() {
  if (file_ >= 0) ::close(file_);
}

Status JobLog::start() {
  if (file_ >= 0) ::close(file_);
  file_ = ::memfd_create("log", MFD_CLOEXEC);
  if (file_ < 0) return fail(ErrorKind::fatal, "memfd_create failed");
  offset_ = 0;
  rest_.clear();
  std::vector<std::string> arguments = {"logs", pod_, "--container=techmarket", "--follow", "--timestamps"};
  if (!last_time_.empty()) arguments.push_back("--since-time=" + last_time_);
  Command command = kubectl_.command(std::move(arguments));
  command.output_file = fmt::format("/proc/{}/fd/{}", ::getpid(), file_);
  TM_ASSIGN(auto child, Child::start(command));
  child_.emplace(std::move(child));
  return {};
}

void JobLog::read_new(bool last) {
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t got = ::pread(file_, buffer.data(), buffer.size(), static_cast<off_t>(offset_));
    if (got <= 0) break;
    offset_ += static_cast<std::size_t>(got);
    rest_.append(buffer.data(), static_cast<std::size_t>(got));
  }
  // Прочитане більше не потрібне: довгий журнал не повинен лишатися в пам'яті.
  ::fallocate(file_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(offset_));
  if (last && !rest_.empty()) rest_ += '\n';
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = rest_.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const LogLine line = parse_log_line(std::string_view(rest_).substr(begin, end - begin));
    // --since-time повторює рядки тієї самої миті.
    if (!line.time.empty() && line.time <= last_time_) continue;
    handler_(line);
    last_time_ = line.time;
  }
  rest_.erase(0, begin);
}

Result<bool> JobLog::poll() {
  if (!child_) TM_TRY(start());
  const bool ended = child_->exit_code().has_value();
  read_new(ended);
  if (ended) child_.reset();
  return !ended;
}

}  // namespace techmarket::runtime::kubernetes
