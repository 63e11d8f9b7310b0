#pragma once
// Маніфести Kubernetes: простір імен з правилами доступу, StatefulSet і Service на кожну базу, скрипт, який
// створює таємниці та ConfigMap зі схемами, накладки kustomize. Справжніх паролів у файлах немає: див.
// KUBERNETES_README.md.

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/catalogue.h"

namespace techmarket::render {

/// Ключі Secret <сервіс>-credentials: пароль користувача сервісу і пароль root чи суперкористувача.
inline constexpr std::array<std::string_view, 2> kCredentialKeys = {"password", "root-password"};

/// storage_class, яке означає «той, що в кластера за замовчуванням».
inline constexpr std::string_view kClusterDefault = "default";

/// Мітка подів, яких NetworkPolicy пускає до баз.
inline constexpr std::string_view kClientLabel = "database-client";

/// k8s/00-namespace-secrets.yaml: простір імен, ServiceAccount, NetworkPolicy і опис очікуваних Secret.
std::string namespace_manifest(const config::Catalogue& catalogue);

/// k8s/create-configmaps.sh: простір імен, Secret із випадковими паролями (якщо їх ще немає), ConfigMap.
std::string preparation_script(const config::Catalogue& catalogue);

/// Secret усіх сервісів із новими випадковими паролями; у git йому не місце.
Result<std::string> secrets_manifest(const config::Catalogue& catalogue);

/// Команда оболонки для kubectl exec: відбиток із позначки цілої бази.
std::string pod_mark_command(const config::Service& service);

/// k8s/mysql/01-auth-db.yaml тощо: два Service і StatefulSet.
std::string database_manifest(const config::Catalogue& catalogue, const config::Service& service);

/// Теки з маніфестами баз: «k8s/mysql», «k8s/postgres» — ті, що в каталозі є.
std::vector<std::string> manifest_folders(const config::Catalogue& catalogue);
/// «k8s/postgres/05-dwh-db.yaml». @param number місце сервісу в каталозі, від 1.
std::string manifest_path(const config::Service& service, std::size_t number);

/// Контейнер бази в поді: mysql або postgresql.
std::string_view container_name(const config::Service& service);
/// Service без власної адреси: «auth-db-pods».
std::string headless_service(const config::Service& service);
/// «mysql:8.4@sha256:…» → «8.4»; без мітки — latest.
std::string image_version(std::string_view image);

/// Рядок «storageClassName: …» тому; порожньо — клас кластера за замовчуванням.
std::string storage_class_field(const config::Catalogue& catalogue);

/// Основа, складники й накладки kustomize: шлях від кореня проєкту і текст.
std::vector<std::pair<std::string, std::string>> kustomizations(const config::Catalogue& catalogue);

/// Под нашої програми: завдання, яке запускає команда, і розклади.
struct ProgramPod {
  std::string image;                                                  ///< «techmarket:0.1.0»
  std::vector<std::string> arguments;                                 ///< без імені програми
  std::vector<std::pair<std::string, std::string>> environment = {};  ///< крім адрес і паролів
  std::string local_disk = "4Gi";  ///< скільки диска вузла вільно зайняти
  std::string extra_mounts = {}, extra_volumes = {}, extra_containers = {};  ///< готові елементи списків YAML
};

/// Специфікація пода (те, що стоїть під «spec:»): не root, коренева система лише для читання, паролі з Secret
/// файлами.
std::string program_pod_spec(const config::Catalogue& catalogue, const ProgramPod& pod);

/// Мітки об'єктів програми. @param name «etl», «generate».
std::string program_labels(const config::Catalogue& catalogue, std::string_view name);

}  // namespace techmarket::render
