#pragma once
// Маніфести Kubernetes: простір імен з правилами доступу, StatefulSet і Service на кожну базу, скрипт, який
// створює таємниці та ConfigMap зі схемами. Справжніх паролів у файлах немає: див. KUBERNETES_README.md.

#include <array>
#include <string>
#include <string_view>

#include "config/catalogue.h"

namespace techmarket::render {

/// Ключі Secret <сервіс>-credentials: пароль користувача сервісу і пароль root чи суперкористувача.
inline constexpr std::array<std::string_view, 2> kCredentialKeys = {"password", "root-password"};

/// k8s/00-namespace-secrets.yaml: простір імен, ServiceAccount, NetworkPolicy і опис очікуваних Secret.
std::string namespace_manifest(const config::Catalogue& catalogue);

/// k8s/create-configmaps.sh: простір імен, Secret із випадковими паролями (якщо їх ще немає), ConfigMap.
std::string preparation_script(const config::Catalogue& catalogue);

/// Команда оболонки для kubectl exec: відбиток із позначки цілої бази.
std::string pod_mark_command(const config::Service& service);

/// k8s/mysql/01-auth-db.yaml тощо: Service без власної адреси і StatefulSet.
std::string database_manifest(const config::Catalogue& catalogue, const config::Service& service);

}  // namespace techmarket::render
