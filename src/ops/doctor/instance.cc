// Екземпляр на цій машині і налаштування, які на нього не діють.

#include <fmt/format.h>

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

}  // namespace

void examine_instance(const Patient& patient, Examination& out) {
  examine_state(patient, out);
}

}  // namespace techmarket::ops
