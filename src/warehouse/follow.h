#pragma once
// Сховище йде слідом за джерелами: запуск за запуском, доки не попросять спинитися. Кожен запуск — звичайний
// `etl run`, тож убитий будь-де наступник продовжує з записаного місця.

#include <chrono>
#include <functional>

#include "base/error.h"
#include "config/catalogue.h"
#include "warehouse/run.h"

namespace techmarket::warehouse {

struct FollowOptions {
  /// Як часто питати джерела, чи є нове.
  std::chrono::milliseconds interval = std::chrono::seconds(1);
  /// Джерело без журналу не скаже, що змінилося: стільки часу між порівняннями. Малі таблиці, яких журнал не
  /// показує, — так само.
  std::chrono::milliseconds compare_every = std::chrono::seconds(30);
};

/// Що сталося між двома миттями стеження.
struct FollowEvents {
  /// Один запуск. @param lag секунд від миті, коли сховище востаннє дорівнювало джерелам, до запису
  std::function<void(const Report& report, double lag)> published;
  /// Щось не відповідає, і на нього чекають. Кличеться один раз на кожну нову причину.
  std::function<void(const Error& reason)> waiting;
};

/// @param run_once один запуск; retryable — зачекати й повторити
/// Повертається лише з помилкою: interrupted — попросили спинитися; решта — те, чого чекання не виправить.
Status follow(const config::Catalogue& catalogue, const FollowOptions& options,
              const std::function<Result<Report>()>& run_once, const FollowEvents& events);

}  // namespace techmarket::warehouse
