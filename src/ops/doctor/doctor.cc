#include "ops/doctor/doctor.h"

#include <algorithm>

namespace techmarket::ops {

std::string_view level_name(Diagnosis::Level level) {
  switch (level) {
    case Diagnosis::Level::fine:
      return "ok";
    case Diagnosis::Level::warning:
      return "warning";
    case Diagnosis::Level::problem:
      return "problem";
  }
  return {};
}

void Examination::fine(std::string_view area, std::string_view subject, std::string text) {
  all_.push_back({.level = Diagnosis::Level::fine,
                  .area = std::string(area),
                  .subject = std::string(subject),
                  .text = std::move(text)});
}

void Examination::warn(std::string_view area, std::string_view subject, std::string text,
                       std::string remedy) {
  all_.push_back({.level = Diagnosis::Level::warning,
                  .area = std::string(area),
                  .subject = std::string(subject),
                  .text = std::move(text),
                  .remedy = std::move(remedy)});
}

void Examination::problem(std::string_view area, std::string_view subject, std::string text,
                          std::string remedy, std::string_view pitfall) {
  all_.push_back({.level = Diagnosis::Level::problem,
                  .area = std::string(area),
                  .subject = std::string(subject),
                  .text = std::move(text),
                  .remedy = std::move(remedy),
                  .pitfall = std::string(pitfall)});
}

std::size_t Examination::count(Diagnosis::Level level) const {
  return static_cast<std::size_t>(std::ranges::count(all_, level, &Diagnosis::level));
}

Examination examine(const Patient& patient) {
  Examination out;
  examine_machine(patient, out);
  examine_instance(patient, out);
  examine_containers(patient, out);
  examine_services(patient, out);
  return out;
}

}  // namespace techmarket::ops
