// Екземпляр на цій машині і налаштування, які на нього не діють.

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "ops/doctor/doctor.h"

namespace techmarket::ops {
namespace {

void examine_state(const Patient& patient, Examination& out) {
  const std::string folder = patient.state.root().string();
  if (!patient.instance) {
    out.fine("instance", folder, "no instance yet; `techmarket up` makes one");
    return;
  }
  const auto& instance = *patient.instance;
  if (!instance.damage.empty())
    out.problem("instance", folder, instance.damage,
                "run `techmarket up`: it writes the mark anew; see docs/architecture.md");
  out.fine(
      "instance", folder,
      fmt::format("runtime {}, port offset {}, {}", instance.runtime.empty() ? "unknown" : instance.runtime,
                  instance.port_offset, patient.should_run() ? "started" : "stopped"));
}

/// docker compose читає .env сам; команди беруть паролі з каталогу, тож різні значення — це «Access denied».
void examine_env_file(const Patient& patient, Examination& out) {
  const auto file = patient.catalogue.path(".env");
  const auto text = read_file(file);
  if (!text) return;
  for (const auto line : split(*text, '\n')) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos || trim(line).starts_with('#')) continue;
    const auto name = trim(line.substr(0, equals));
    if (!name.ends_with("_PASSWORD") && !name.ends_with("_PORT")) continue;
    out.warn(
        "instance", ".env",
        fmt::format(
            "{} is read by Docker Compose only; the commands take ports and passwords from techmarket.toml",
            name),
        "write the same value to techmarket.toml, then `techmarket render`");
  }
}

}  // namespace

void examine_instance(const Patient& patient, Examination& out) {
  examine_state(patient, out);
  examine_env_file(patient, out);
}

}  // namespace techmarket::ops
