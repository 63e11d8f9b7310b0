#pragma once
// Від опису сервісу — до адреси, за якою до нього під'єднуються.

#include <string_view>

#include "config/catalogue.h"
#include "db/endpoint.h"

namespace techmarket::config {

/// Адреса бази сервісу на цій машині. @param application як з'єднання назве себе серверу: «techmarket etl».
db::Endpoint endpoint_of(const Service& service, std::string_view application);

}  // namespace techmarket::config
