#pragma once
// Огляд усього, від чого залежить робота: машини, програм, портів, контейнерів, підключень, схем і даних.
// Кожна знахідка каже, що не так, де саме і що з цим робити. Нічого не змінює.

#include <string>
#include <string_view>
#include <vector>

#include "config/catalogue.h"
#include "runtime/state.h"

namespace techmarket::ops {

struct Diagnosis {
  enum class Level { fine, warning, problem };

  Level level = Level::fine;
  std::string area;     ///< machine, programs, ports, docker, kubernetes, instance, connection, schema, data
  std::string subject;  ///< сервіс, порт, програма, тека
  std::string text;
  std::string remedy = {};  ///< порожньо, коли все гаразд
  std::string pitfall = {};  ///< класична пастка, яку так упізнано: «Unknown column»…
};

std::string_view level_name(Diagnosis::Level level);

class Examination {
 public:
  void fine(std::string_view area, std::string_view subject, std::string text);
  void warn(std::string_view area, std::string_view subject, std::string text, std::string remedy);
  /// @param pitfall порожньо — не класична пастка
  void problem(std::string_view area, std::string_view subject, std::string text, std::string remedy,
               std::string_view pitfall = {});

  const std::vector<Diagnosis>& all() const { return all_; }
  std::size_t count(Diagnosis::Level level) const;
  bool healthy() const { return count(Diagnosis::Level::problem) == 0; }

 private:
  std::vector<Diagnosis> all_;
};

/// Що оглядають: каталог і екземпляр, якщо його вже створено.
struct Patient {
  const config::Catalogue& catalogue;
  const runtime::StateLayout& state;
  std::optional<runtime::Instance> instance;

  bool runs_in(std::string_view runtime) const { return instance && instance->runtime == runtime; }
  bool should_run() const { return instance && instance->desired == runtime::Desired::up; }
};

Examination examine(const Patient& patient);

// Частини огляду, по файлу на кожну.
void examine_machine(const Patient& patient, Examination& out);  ///< диск, пам'ять, обмеження, програми
void examine_instance(const Patient& patient, Examination& out);    ///< тека стану
void examine_containers(const Patient& patient, Examination& out);  ///< Docker і Kubernetes
void examine_services(const Patient& patient, Examination& out);  ///< порти, підключення, схеми, дані

}  // namespace techmarket::ops
