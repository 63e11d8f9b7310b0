#pragma once
// Файли й теки, які належать лише нам. Усе в теці стану читається й пишеться звідси: за посиланням не йдемо,
// чужого власника не приймаємо, каналу чи пристрою замість файла не відкриваємо. Інакше той, хто підклав
// «lock» або журнал посиланням, дістав би переписаним будь-який файл, до якого має доступ root.
//
// Шляхи тут звичайні, а не дескриптори теки: теку стану й усі над нею перевірено (state_root.h), тож
// підмінити запис на шляху, крім нас, нема кому. Тому ж теки, в які пише сервер, лежать окремо від тих, у які
// пишемо ми.

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/process.h"

namespace techmarket::runtime {

/// Чи є щось із таким іменем — хоч би й посилання в нікуди.
bool present(const std::filesystem::path& path);

/// Власник самого запису, а не того, на що він указує; порожньо, якщо його немає.
std::optional<uid_t> owner_of(const std::filesystem::path& path);

/// «root», «alice» або «uid 1234».
std::string user_name(uid_t uid);

/// Відкриває наш звичайний файл. flags доповнюються O_NOFOLLOW, O_CLOEXEC, O_NONBLOCK.
/// @param also ще один дозволений власник: користувач, від імені якого працює сервер.
/// @return дескриптор або −1, якщо файла немає і O_CREAT не просили. Помилка configuration — файл не наш.
Result<int> open_own(const std::filesystem::path& path, int flags, unsigned mode = 0600,
                     std::optional<uid_t> also = {});

/// Увесь файл; порожньо, якщо його немає.
Result<std::optional<std::string>> read_own(const std::filesystem::path& path,
                                            std::optional<uid_t> also = {});

/// Пише новий файл поруч («<ім'я>.new») і перейменовує. Викликати під замком теки стану.
/// На повному диску пише поверх, якщо старий файл такої самої довжини: на це місце не потрібне.
/// @param owner кому віддати; порожньо — лишається нашим.
/// @param mode права, хай яка umask.
Status write_own(const std::filesystem::path& path, std::string_view text,
                 const std::optional<Identity>& owner = {}, mode_t mode = 0600);

/// Чия тека і які в неї права.
struct FolderAccess {
  uid_t owner;
  std::optional<gid_t> group;  ///< порожньо — не міняти
  mode_t mode;
};

/// Створює теку, якщо її немає (батьківська вже є), і задає права, хай яка umask. Наявна має бути справжньою
/// текою, нашою або також also; інакше помилка configuration.
Status make_folder(const std::filesystem::path& path, const FolderAccess& access,
                   std::optional<uid_t> also = {});

/// Наша тека, крізь яку проходять користувачі серверів: 0711 для root, 0700 для решти. Прочитати її перелік
/// ніхто, крім нас, не може, а кожен запис у ній має власні права.
Status make_own_folder(const std::filesystem::path& path);

/// Чи під цим ім'ям досі те, що відкрито: поки ми чекали на замок, його файл чи теку могли вилучити.
bool still_names(const std::filesystem::path& path, int descriptor);

/// Вилучає разом з усім, що всередині. Спершу перейменування на «<ім'я>.trash»: після нього запису вже немає,
/// тож убите посередині вилучення не лишає половини, а тільки сміття, яке прибере наступна команда.
Status discard(const std::filesystem::path& path);

}  // namespace techmarket::runtime
