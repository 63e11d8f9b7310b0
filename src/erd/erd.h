#pragma once
// ER-діаграми: схема сервісу або вся система разом → текст Graphviz DOT, Mermaid, SVG.
// Однакові схеми дають однаковий текст.

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "schema/schema.h"

namespace techmarket::erd {

/// Один сервіс на діаграмі.
struct ErdService {
  std::string name;  ///< «orders-db»: підпис і те, на що вказують примітки
  const schema::Database* database = nullptr;  ///< не nullptr
};

/// Частина схеми, яку показує view: таблиці з розділів Tables, Schemas і TableGroups, їхні групи, зв'язки між
/// ними та наліпки з Notes.
schema::Database part_of(const schema::Database& database, const schema::DiagramView& view);

/// Діаграма Graphviz. Один сервіс — усі стовпці; кілька — у рамці кожен, лише ключі та посилання, а
/// міжсервісні посилання (schema/cross_service.h) пунктиром.
/// @param title підпис діаграми.
std::string erd_dot(std::span<const ErdService> services, std::string_view title);

/// Той самий зміст для Markdown: erDiagram. Груп і кольорів Mermaid не має.
std::string erd_mermaid(std::span<const ErdService> services);

/// Малює DOT програмою dot. Розміри літер і версія Graphviz у кожної машини свої, тож байти SVG непорівнянні;
/// натомість у файлі стоїть відбиток тексту DOT, з якого його намальовано.
/// @param program ім'я програми dot із PATH.
/// @return помилка configuration, якщо програми немає.
Result<std::string> erd_svg(const std::string& dot, const std::string& program = "dot");

/// Чи намальовано svg саме з цього тексту DOT. Програма dot для цього не потрібна.
bool is_drawn_from(std::string_view svg, std::string_view dot);

}  // namespace techmarket::erd
