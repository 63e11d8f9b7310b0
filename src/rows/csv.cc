#include "rows/csv.h"

namespace techmarket::rows {
namespace {

bool needs_quotes(std::string_view text) {
  return text.find_first_of(",\"\r\n") != std::string_view::npos || text == "NULL";
}

void append_field(std::string_view field, std::string& out) {
  if (field == "\\N")
    out += "NULL";
  else if (field.find('\\') == std::string_view::npos)
    append_csv_field(field, out);
  else
    append_csv_field(unescaped(field), out);
}

}  // namespace

std::string unescaped(std::string_view field) {
  std::string text;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\' || i + 1 == field.size()) {
      text += field[i];
      continue;
    }
    switch (const char next = field[++i]) {
      case 't':
        text += '\t';
        break;
      case 'n':
        text += '\n';
        break;
      case 'r':
        text += '\r';
        break;
      default:
        text += next;
    }
  }
  return text;
}

void append_csv_field(std::string_view text, std::string& out) {
  if (!needs_quotes(text)) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_csv(std::string_view rows, const std::vector<std::size_t>& order, std::string& out) {
  std::vector<std::string_view> fields;
  while (!rows.empty()) {
    fields.clear();
    std::string_view row = rows.substr(0, rows.find('\n'));
    rows.remove_prefix(row.size() + 1);
    for (;;) {
      const std::size_t tab = row.find('\t');
      fields.push_back(row.substr(0, tab));
      if (tab == std::string_view::npos) break;
      row.remove_prefix(tab + 1);
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i > 0) out += ',';
      append_field(fields[order[i]], out);
    }
    out += '\n';
  }
}

}  // namespace techmarket::rows
