// ErdGraph → DOT. Таблиця — вузол з HTML-таблицею, зв'язок іде від рядка до рядка, кінці — «воронячі лапки».

#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "erd/graph.h"

namespace techmarket::erd {
namespace {

// Широкий шрифт наперед: замінивши його вужчим, переглядач не вийде за рамки.
constexpr std::string_view kFont = "DejaVu Sans,Verdana,Arial,sans-serif";
constexpr std::string_view kHeader = "#2f4b7c", kGroup = "#9aa5b4", kEdge = "#4d5866", kCross = "#c0541c",
                           kNote = "#fff6c4", kArrow = "#7a4fa3";

std::string quoted_dot(std::string_view text) {
  return '"' + replace_all(replace_all(replace_all(text, "\\", "\\\\"), "\"", "\\\""), "\n", " ") + '"';
}

// Текст у HTML-мітці; керівні знаки XML не допускає.
std::string html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out.empty() ? " " : out;
}

int hex_byte(std::string_view text) {
  return std::stoi(std::string(text), nullptr, 16);
}

// Чорний або білий текст: що видніше на цьому тлі (яскравість за Rec. 601).
std::string_view text_color(std::string_view background) {
  const int brightness = (299 * hex_byte(background.substr(1, 2)) + 587 * hex_byte(background.substr(3, 2)) +
                          114 * hex_byte(background.substr(5, 2))) /
                         1000;
  return brightness > 150 ? "#1b1f24" : "#ffffff";
}

std::string row(const ErdColumn& column, std::size_t number) {
  const std::string mark = column.mark();
  const std::string name = column.primary ? fmt::format("<B>{}</B>", html(column.name)) : html(column.name);
  return fmt::format(
      "<TR><TD PORT=\"l{0}\" ALIGN=\"LEFT\"><FONT POINT-SIZE=\"8\" COLOR=\"{1}\">{2}</FONT></TD>"
      "<TD ALIGN=\"LEFT\">{3}</TD>"
      "<TD PORT=\"r{0}\" ALIGN=\"LEFT\"><FONT COLOR=\"#6b7684\">{4}</FONT></TD></TR>",
      number, column.external ? kCross : "#2f6f4f", html(mark), name, html(column.type));
}

std::string end_shape(bool many, bool optional) {
  return fmt::format("{}{}", many ? "crow" : "tee", optional ? "odot" : "tee");
}

class Writer {
 public:
  Writer(const ErdGraph& graph, std::string_view title) : graph_(graph), title_(title) {
    for (std::size_t i = 0; i < graph.tables.size(); ++i)
      members_[{graph.tables[i].service, graph.tables[i].group}].push_back(i);
    for (const auto& edge : graph.edges) connected_.insert({edge.parent.table, edge.child.table});
    for (const auto& arrow : graph.arrows) connected_.insert({arrow.from, arrow.to});
  }

  std::string write() {
    line("digraph {} {{", quoted_dot(title_));
    line(
        "  graph [rankdir=LR, nodesep=0.35, ranksep=1.1, pad=0.3, bgcolor=white, fontname=\"{}\", "
        "fontsize=16,",
        kFont);
    line("         pack=24, packmode=clust, label={}, labelloc=t, style=rounded];", quoted_dot(title_));
    line("  node [shape=plain, fontname=\"{}\", fontsize=10];", kFont);
    line("  edge [dir=both, color=\"{}\", arrowsize=0.7];", kEdge);
    const bool framed = graph_.services.size() > 1;
    for (std::size_t service = 0; service < graph_.services.size(); ++service) write_service(service, framed);
    for (const auto& edge : graph_.edges) write_edge(edge);
    for (const auto& arrow : graph_.arrows) write_arrow(arrow);
    line("}}");
    return std::move(out_);
  }

 private:
  template <class... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    out_ += fmt::format(format, std::forward<Arguments>(arguments)...) + '\n';
  }

  void write_service(std::size_t service, bool framed) {
    if (framed) {
      line("  subgraph cluster_s{} {{", service);
      line("    label=<<B>{}</B>>; color=\"#5c6b80\"; bgcolor=\"#f7f8fa\"; penwidth=1.5; margin=16;",
           html(graph_.services[service]));
    }
    for (std::size_t group = 0; group < graph_.groups.size(); ++group)
      if (graph_.groups[group].service == service) write_group(group);
    write_tables(service, std::nullopt);
    for (std::size_t note = 0; note < graph_.notes.size(); ++note)
      if (graph_.notes[note].service == service) write_note(note);
    if (framed) line("  }}");
  }

  void write_group(std::size_t number) {
    const ErdGroup& group = graph_.groups[number];
    const std::string color = group.color.empty() ? std::string(kGroup) : group.color;
    line("  subgraph cluster_g{} {{", number);
    line("    label={}; tooltip={}; color=\"{}\"; bgcolor=\"{}22\"; fontsize=12; margin=12;",
         quoted_dot(group.name), quoted_dot(group.note), color, color);
    write_tables(group.service, number);
    line("  }}");
  }

  // Рядки наліпки лишаються рядками; ім'я — жирним над ними.
  void write_note(std::size_t number) {
    const ErdNote& note = graph_.notes[number];
    std::string text;
    for (const auto part : split(note.text, '\n')) text += html(part) + "<BR ALIGN=\"LEFT\"/>";
    line("  n{} [shape=note, style=filled, fillcolor=\"{}\", color=\"#b8a24a\", margin=0.12, fontsize=9,",
         number, note.color.empty() ? kNote : std::string_view(note.color));
    line("      label=<<B>{}</B><BR ALIGN=\"LEFT\"/>{}>];", html(note.title), text);
  }

  void write_arrow(const ErdArrow& arrow) {
    const auto port = [](const std::optional<std::size_t>& column, char side) {
      return column ? fmt::format(":{}{}:{}", side, *column, side == 'r' ? 'e' : 'w') : std::string();
    };
    const std::string color = arrow.color.empty() ? std::string(kArrow) : arrow.color;
    line(
        "  t{}{} -> t{}{} [dir=forward, arrowhead=vee, style=dotted, color=\"{}\", fontcolor=\"{}\", "
        "fontname=\"{}\","
        " fontsize=9, label={}, tooltip={}];",
        arrow.from, port(arrow.from_column, 'r'), arrow.to, port(arrow.to_column, 'l'), color, color, kFont,
        quoted_dot(arrow.label), quoted_dot(arrow.note.empty() ? arrow.text : arrow.note));
  }

  void write_tables(std::size_t service, std::optional<std::size_t> group) {
    std::vector<std::size_t> alone;
    for (const std::size_t table : members_[{service, group}]) {
      write_table(table);
      if (!connected_.contains(table)) alone.push_back(table);
    }
    write_grid(alone);
  }

  // Таблиці без зв'язків dot поставив би одним стовпцем; невидимі ребра складають їх у рядки.
  void write_grid(const std::vector<std::size_t>& alone) {
    const auto width = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(alone.size()))));
    for (std::size_t i = 1; i < alone.size(); ++i)
      if (i % width != 0) line("  t{} -> t{} [style=invis, minlen=1];", alone[i - 1], alone[i]);
  }

  void write_table(std::size_t number) {
    const ErdTable& table = graph_.tables[number];
    const std::string color = table.color.empty() ? std::string(kHeader) : table.color;
    line(
        "  t{} [tooltip={}, label=<<TABLE BORDER=\"1\" COLOR=\"#aab3bf\" BGCOLOR=\"white\" CELLBORDER=\"0\" "
        "CELLSPACING=\"0\" CELLPADDING=\"3\">",
        number, quoted_dot(table.note.empty() ? table.title : table.note));
    line(
        "    <TR><TD COLSPAN=\"3\" BGCOLOR=\"{}\"><FONT POINT-SIZE=\"12\" "
        "COLOR=\"{}\"><B>{}</B></FONT></TD></TR>",
        color, text_color(color), html(table.title));
    for (std::size_t i = 0; i < table.columns.size(); ++i) line("    {}", row(table.columns[i], i));
    if (table.hidden > 0)
      line(
          "    <TR><TD></TD><TD COLSPAN=\"2\" ALIGN=\"LEFT\"><FONT COLOR=\"#8b95a1\">+ {} "
          "column{}</FONT></TD></TR>",
          table.hidden, table.hidden == 1 ? "" : "s");
    line("  </TABLE>>];");
  }

  void write_edge(const ErdEdge& edge) {
    // Зв'язок таблиці із собою виходить ліворуч: праворуч його петля лягла б на сусідів.
    const std::string from = edge.parent.table == edge.child.table ? fmt::format("l{}:w", edge.parent.column)
                                                                   : fmt::format("r{}:e", edge.parent.column);
    std::string style;
    if (edge.cross_service) style = fmt::format(", style=dashed, color=\"{}\"", kCross);
    if (edge.inactive) style += ", style=dotted";
    if (!edge.color.empty()) style += fmt::format(", color=\"{}\"", edge.color);
    line("  t{}:{} -> t{}:l{}:w [arrowtail={}, arrowhead={}, tooltip={}{}];", edge.parent.table, from,
         edge.child.table, edge.child.column, end_shape(edge.parent.many, edge.optional),
         end_shape(edge.child.many, true), quoted_dot(edge.text), style);
  }

  const ErdGraph& graph_;
  std::string_view title_;
  std::string out_;
  std::map<std::pair<std::size_t, std::optional<std::size_t>>, std::vector<std::size_t>>
      members_;  ///< таблиці сервісу і групи
  std::set<std::size_t> connected_;
};

}  // namespace

std::string erd_dot(std::span<const ErdService> services, std::string_view title) {
  return Writer(erd_graph(services), title).write();
}

}  // namespace techmarket::erd
