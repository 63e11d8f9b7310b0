#include <fmt/format.h>
#include <xxhash.h>

#include "base/process.h"
#include "base/text.h"
#include "erd/erd.h"

namespace techmarket::erd {
namespace {

std::string stamp(std::string_view dot) {
  return fmt::format("<!-- techmarket schema erd, dot xxh3:{:016x} -->", XXH3_64bits(dot.data(), dot.size()));
}

// Перед <svg> Graphviz пише оголошення XML і свою версію; лишається тільки саме зображення.
std::string_view image(std::string_view svg) {
  const auto start = svg.find("<svg");
  return start == std::string_view::npos ? std::string_view() : svg.substr(start);
}

}  // namespace

Result<std::string> erd_svg(const std::string& dot, const std::string& program) {
  const auto found = find_program(program);
  if (!found)
    return fail(ErrorKind::configuration, fmt::format("the program '{}' is not installed", program),
                "install the package graphviz, or use --format mermaid or --format dot");
  TM_ASSIGN(const Completed done, run_checked({.argv = {found->string(), "-Tsvg"}, .input = dot}));
  const std::string_view svg = image(done.output);
  if (svg.empty()) return fail(ErrorKind::fatal, "dot wrote no SVG: " + done.errors);
  return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n{}", stamp(dot), svg);
}

bool is_drawn_from(std::string_view svg, std::string_view dot) {
  const auto start = svg.find("<svg");
  return start != std::string_view::npos && svg.substr(0, start).contains(stamp(dot));
}

}  // namespace techmarket::erd
