// ErdGraph → erDiagram. Граматика: mermaid.js.org/syntax/entityRelationshipDiagram.html

#include <fmt/format.h>

#include "base/romanise.h"
#include "base/text.h"
#include "erd/graph.h"

namespace techmarket::erd {
namespace {

// Текст у подвійних лапках: самих лапок, зворотної риски, знака відсотка й керівних знаків граматика не має.
std::string quoted_mermaid(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c == '"' ? '\'' : c == '\\' || c == '%' || static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  return '"' + (out.empty() ? std::string(" ") : out) + '"';
}

// Слово атрибута: латинські літери, цифри, «_», дозволені знаки; перша — літера. Кирилиця (інших літер
// Mermaid 11.4 не читає) пишеться латинкою, решта стає «_». PK, FK і UK граматика прочитала б як ключ.
std::string word(std::string_view text, std::string_view allowed) {
  std::string out;
  for (const char c : romanise(text)) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool plain = letter || (c >= '0' && c <= '9') || allowed.find(c) != std::string_view::npos;
    if (out.empty() && !letter) out += '_';
    if (plain)
      out += c;
    else if (out.back() != '_')
      out += '_';
  }
  const std::string lower = ascii_lower(out);
  if (lower == "pk" || lower == "fk" || lower == "uk") out += '_';
  return out.empty() ? "_" : out;
}

std::string keys(const ErdColumn& column) {
  std::string out = column.primary ? " PK" : "";
  if (column.foreign || column.external) out += out.empty() ? " FK" : ", FK";
  return out.empty() && column.unique ? " UK" : out;
}

// Ім'я завжди в лапках: без них «one», «to» чи «class» — слова граматики.
std::string entity(const ErdGraph& graph, std::size_t number) {
  const ErdTable& table = graph.tables[number];
  const std::string title = graph.services.size() > 1
                                ? fmt::format("{}.{}", graph.services[table.service], table.title)
                                : table.title;
  const std::string name = quoted_mermaid(title);
  // Дві таблиці, що різняться лише забороненим знаком, мають лишитися двома.
  return name == '"' + title + '"' ? name : quoted_mermaid(fmt::format("{} ({})", title, number));
}

// Неідентифікаційний зв'язок (..) Mermaid малює пунктиром.
std::string relation(const ErdEdge& edge) {
  const std::string_view parent = edge.parent.many ? "}o" : edge.optional ? "|o" : "||";
  return fmt::format("{}{}{}", parent, edge.cross_service || edge.inactive ? ".." : "--",
                     edge.child.many ? "o{" : "o|");
}

}  // namespace

std::string erd_mermaid(std::span<const ErdService> services) {
  const ErdGraph graph = erd_graph(services);
  std::string out = "erDiagram\n";
  for (std::size_t i = 0; i < graph.tables.size(); ++i) {
    out += fmt::format("  {} {{\n", entity(graph, i));
    for (const auto& column : graph.tables[i].columns) {
      const std::string name = word(column.name, "");
      const std::string comment = name == column.name ? "" : " " + quoted_mermaid(column.name);
      out += fmt::format("    {} {}{}{}\n", word(column.type, "()[]"), name, keys(column), comment);
    }
    out += "  }\n";
  }
  for (const auto& edge : graph.edges)
    out += fmt::format("  {} {} {} : {}\n", entity(graph, edge.parent.table), relation(edge),
                       entity(graph, edge.child.table),
                       quoted_mermaid(graph.tables[edge.child.table].columns[edge.child.column].name));
  // Dep: пунктир без «воронячих лапок» Mermaid не має, тож обидва кінці — «рівно один».
  for (const auto& arrow : graph.arrows)
    out += fmt::format("  {} ||..|| {} : {}\n", entity(graph, arrow.from), entity(graph, arrow.to),
                       quoted_mermaid(arrow.label.empty() ? "depends" : arrow.label));
  return out;
}

}  // namespace techmarket::erd
