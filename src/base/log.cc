#include "base/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "base/text.h"

namespace techmarket {
namespace {

/// Звичайні повідомлення без приставки; решта — «warning: …», «error: …», як у компіляторів.
class LevelPrefix : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    if (message.level == spdlog::level::info) return;
    const auto name = spdlog::level::to_string_view(message.level);
    out.append(name.data(), name.data() + name.size());
    out.push_back(':');
    out.push_back(' ');
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<LevelPrefix>(); }
};

/// Текст повідомлення: у ньому бувають чужі імена й відповіді серверів.
class VisibleText : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    const std::string text = visible({message.payload.data(), message.payload.size()});
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<VisibleText>(); }
};

}  // namespace

void configure_log(bool quiet) {
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<LevelPrefix>('*').add_flag<VisibleText>('!').set_pattern("%*%!");
  auto logger =
      std::make_shared<spdlog::logger>("techmarket", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(std::move(formatter));
  logger->set_level(quiet ? spdlog::level::warn : spdlog::level::info);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

bool use_color(int descriptor) {
  const char* no_color = std::getenv("NO_COLOR");
  return (!no_color || *no_color == '\0') && ::isatty(descriptor) != 0;
}

}  // namespace techmarket
