#pragma once
// Єдине місце, де вирішується, за якою адресою і з чим ходять до кожного сервісу. Перше, що є, перемагає:
//   1. командний рядок і середовище   --port-offset, AUTH_DB_PORT, AUTH_DB_PASSWORD, AUTH_DB_PASSWORD_FILE…
//   2. файл .env у теці проєкту       ті самі змінні; його ж читає Docker Compose
//   3. файл таємниці                  password_file у techmarket.toml
//   4. techmarket.toml
//   5. типове                         host 127.0.0.1, tls auto
// Кожне значення пам'ятає своє джерело (db::Origins): його називає кожна відмова.
//
// Змінні сервісу: AUTH_DB_HOST, _PORT, _USER, _PASSWORD або _PASSWORD_FILE, _TLS, _TLS_CA; спільні:
// MYSQL_ROOT_PASSWORD і POSTGRES_ROOT_PASSWORD (або …_FILE), MYSQL_IMAGE, POSTGRES_IMAGE, ADMINER_IMAGE,
// ADMINER_PORT. Зсув портів рахується від techmarket.toml і старший за .env; порт, названий у середовищі,
// старший за нього.

#include "config/catalogue.h"
#include "config/variables.h"

namespace techmarket::config {

/// Каталог таким, яким його бачить ця машина: load_catalogue() і все, що його перевизначає. Згенеровані файли
/// виводяться не з нього, а з самого techmarket.toml.
Result<Catalogue> load_project(const std::filesystem::path& file, std::optional<int> port_offset = {});

/// Помилка configuration перелічує все, що не годиться, з джерелом кожного; самих паролів у ній немає.
Status apply_overrides(Catalogue& catalogue, const Variables& variables);

}  // namespace techmarket::config
