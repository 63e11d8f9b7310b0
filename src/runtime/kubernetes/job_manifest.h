#pragma once
// Що саме просить у кластера завдання: Job і ConfigMap з описами.

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "runtime/kubernetes/job.h"

namespace techmarket::runtime::kubernetes {

/// Файл проєкту, який завдання бачить там само, де він лежить тут.
struct ProjectFile {
  std::filesystem::path path;  ///< від кореня проєкту
  std::string config_map;      ///< ім'я ConfigMap
  std::string key;
  std::string text;
};

/// techmarket.toml, DBML і SQL сервісів. SQL, якого ще не збудовано, пропускається.
Result<std::vector<ProjectFile>> project_files(const config::Catalogue& catalogue, const std::string& job);

/// YAML завдання. @param job його ім'я: «generate-1f2e3d».
std::string job_manifest(const config::Catalogue& catalogue, const JobRequest& request,
                         const std::string& job, const std::vector<ProjectFile>& files);

/// Список ConfigMap; кластер вилучить їх разом із завданням, чий uid вони називають власником.
nlohmann::json project_config_maps(const config::Catalogue& catalogue, const std::string& job,
                                   const std::string& uid, const std::vector<ProjectFile>& files);

}  // namespace techmarket::runtime::kubernetes
