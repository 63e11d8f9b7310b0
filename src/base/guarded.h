#pragma once
// Межа, за яку винятки не виходять: тіло потоку, виклик із бібліотеки C, сама програма. Бракує пам'яті чи
// потоків — це стан машини, а не помилка програміста, тож він стає звичайною помилкою Result.

#include <functional>
#include <thread>
#include <type_traits>
#include <vector>

#include "base/error.h"

namespace techmarket {

/// Виняток, який зараз обробляється: bad_alloc і відмова створити потік — retryable із порадою, решта — fatal
/// «internal error». Кличеться лише з catch.
Error failure_of_exception();

/// Чи це відмова через брак пам'яті або потоків: сама вона не знає, на що їх не стало.
bool lacks_resources(const Error& error);

/// Виконує work, що повертає Result або Status; виняток стає помилкою.
template <class Work>
std::invoke_result_t<Work> guarded(Work&& work) {
  try {
    return std::invoke(work);
  } catch (...) {
    return std::unexpected(failure_of_exception());
  }
}

/// Запускає до count потоків з тим самим тілом. Машина дала менше — працюють ті, що є; жодного — виняток
/// std::system_error.
std::vector<std::jthread> start_threads(unsigned count, const std::function<void()>& body);

/// Останній рубіж для винятків, яких не зловив ніхто (деструктор, чужий потік): повідомлення й код 75 або 2
/// замість abort. Кличеться першим у main.
void install_last_resort();

}  // namespace techmarket
