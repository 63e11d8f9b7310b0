// dbml2sql: та сама команда окремою програмою. Вона не знає про сервери, тож не вантажить їхніх бібліотек і
// стартує вдесятеро швидше — а Makefile чужого проєкту кличе її раз на файл.

#include <cstdio>
#include <cstdlib>

#include "base/guarded.h"
#include "cli/commands.h"
#include "cli/program.h"

int main(int argc, char** argv) {
  using namespace techmarket::cli;
  techmarket::install_last_resort();
  CLI::App app("DBML to SQL", "techmarket");
  Context context;
  add_dbml2sql(app, context);
  std::vector<std::string> arguments{"dbml2sql"};
  arguments.insert(arguments.end(), argv + 1, argv + argc);
  const int code = run_program(app, context, std::move(arguments));
  // Пам'ять забере ядро: звільняти модель по одному рядку довше, ніж її друкувати.
  std::fflush(nullptr);
  std::_Exit(code);
}
