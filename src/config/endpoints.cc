#include "config/endpoints.h"

namespace techmarket::config {

db::Endpoint endpoint_of(const Service& service, std::string_view application) {
  return {.service = service.name,
          .host = "127.0.0.1",
          .port = service.port,
          .user = service.user,
          .password = service.password,
          .database = service.database,
          .application = std::string(application)};
}

}  // namespace techmarket::config
