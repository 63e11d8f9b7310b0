#include "erd/erd.h"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/process.h"
#include "dbml/parse.h"

namespace techmarket::erd {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kOrders = R"(
Table customers [headercolor: #fc0] {
  id char(36) [pk]
  "e-mail" varchar(255) [unique]
  Note: 'Хто "купує" & платить'
}
Table orders {
  id char(36) [pk]
  customer_id char(36) [not null, ref: > customers.id]
  parent_id char(36) [ref: > orders.id]
  total decimal(12,2)
}
TableGroup sales [color: #123456, note: 'Продажі'] {
  orders
}
)";

constexpr const char* kPayments = R"(
Table payments {
  id char(36) [pk]
  order_id char(36) [not null, note: 'Ref: Orders DB (orders.id), без FK']
  amount decimal(12,2)
  status varchar(10)
}
)";

class Erd : public ::testing::Test {
 protected:
  ErdService service(const std::string& name, const std::string& dbml) {
    parsed_.push_back(std::make_unique<dbml::Parsed>(dbml::parse(dbml, name + ".dbml")));
    EXPECT_TRUE(parsed_.back()->ok()) << dbml::render_all(*parsed_.back(), false);
    return {.name = name, .database = &parsed_.back()->database};
  }
  std::string dot(const std::string& dbml) {
    const ErdService one[] = {service("x-db", dbml)};
    return erd_dot(one, "x-db");
  }
  std::string mermaid(const std::string& dbml) {
    const ErdService one[] = {service("x-db", dbml)};
    return erd_mermaid(one);
  }
  std::vector<ErdService> system() {
    return {service("orders-db", kOrders), service("payments-db", kPayments)};
  }

  std::vector<std::unique_ptr<dbml::Parsed>> parsed_;
};

TEST_F(Erd, MermaidOfOneService) {
  EXPECT_EQ(mermaid(kOrders), R"(erDiagram
  "customers" {
    char(36) id PK
    varchar(255) e_mail UK "e-mail"
  }
  "orders" {
    char(36) id PK
    char(36) customer_id FK
    char(36) parent_id FK
    decimal(12_2) total
  }
  "customers" ||--o{ "orders" : "customer_id"
  "orders" |o--o{ "orders" : "parent_id"
)");
}

TEST_F(Erd, MermaidOfTheSystemShowsKeysAndDashedReferences) {
  EXPECT_EQ(erd_mermaid(system()), R"(erDiagram
  "orders-db.customers" {
    char(36) id PK
  }
  "orders-db.orders" {
    char(36) id PK
    char(36) customer_id FK
    char(36) parent_id FK
  }
  "payments-db.payments" {
    char(36) id PK
    char(36) order_id FK
  }
  "orders-db.customers" ||--o{ "orders-db.orders" : "customer_id"
  "orders-db.orders" |o--o{ "orders-db.orders" : "parent_id"
  "orders-db.orders" ||..o{ "payments-db.payments" : "order_id"
)");
}

// Цей текст прийняв розбір mermaid 11.
TEST_F(Erd, MermaidNamesAreNeverWordsOfItsGrammar) {
  const char* dbml = R"dbml(
Table "a \"b\" %" {
  pk int
  "1a" "double precision"
}
Table one {
  "ключ" int
  "ціна, €" "сума"
}
)dbml";
  EXPECT_EQ(mermaid(dbml), R"mermaid(erDiagram
  "a 'b'   (0)" {
    int pk_ "pk"
    double_precision _1a "1a"
  }
  "one" {
    int kliuch "ключ"
    suma tsina_ "ціна, €"
  }
)mermaid");
}

TEST_F(Erd, DotOfATable) {
  EXPECT_THAT(
      dot("Table t {\n  id int [pk]\n  a \"x<y\"\n}\n"),
      HasSubstr(
          R"(  t0 [tooltip="t", label=<<TABLE BORDER="1" COLOR="#aab3bf" BGCOLOR="white" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3">
    <TR><TD COLSPAN="3" BGCOLOR="#2f4b7c"><FONT POINT-SIZE="12" COLOR="#ffffff"><B>t</B></FONT></TD></TR>
    <TR><TD PORT="l0" ALIGN="LEFT"><FONT POINT-SIZE="8" COLOR="#2f6f4f">PK</FONT></TD><TD ALIGN="LEFT"><B>id</B></TD><TD PORT="r0" ALIGN="LEFT"><FONT COLOR="#6b7684">int</FONT></TD></TR>
    <TR><TD PORT="l1" ALIGN="LEFT"><FONT POINT-SIZE="8" COLOR="#2f6f4f"> </FONT></TD><TD ALIGN="LEFT">a</TD><TD PORT="r1" ALIGN="LEFT"><FONT COLOR="#6b7684">x&lt;y</FONT></TD></TR>
  </TABLE>>];
)"));
}

TEST_F(Erd, ColoursOfHeadersAndGroupsAreKept) {
  const std::string text = dot(kOrders);
  EXPECT_THAT(text,
              HasSubstr("BGCOLOR=\"#ffcc00\"><FONT POINT-SIZE=\"12\" COLOR=\"#1b1f24\"><B>customers</B>"));
  EXPECT_THAT(text,
              HasSubstr("label=\"sales\"; tooltip=\"Продажі\"; color=\"#123456\"; bgcolor=\"#12345622\""));
  EXPECT_THAT(text, HasSubstr("BGCOLOR=\"#123456\"><FONT POINT-SIZE=\"12\" COLOR=\"#ffffff\"><B>orders</B>"));
  EXPECT_THAT(text, HasSubstr("tooltip=\"Хто \\\"купує\\\" & платить\""));
}

TEST_F(Erd, RefsSayHowManyAndWhetherTheParentIsRequired) {
  const std::string text = dot(kOrders);
  EXPECT_THAT(text, HasSubstr("t0:r0:e -> t1:l1:w [arrowtail=teetee, arrowhead=crowodot, "
                              "tooltip=\"orders.customer_id > customers.id\"];"));
  EXPECT_THAT(text, HasSubstr("t1:l0:w -> t1:l2:w [arrowtail=teeodot, arrowhead=crowodot, "));
}

TEST_F(Erd, ManyToManyAndOneToOneAndInactive) {
  const std::string text =
      dot("Table a {\n  id int [pk]\n}\nTable b {\n  id int [pk]\n}\nTable c {\n  id int [pk]\n}\n"
          "Ref: a.id <> b.id\nRef: a.id - c.id [color: #f00, inactive]\n");
  EXPECT_THAT(
      text,
      HasSubstr("t0:r0:e -> t1:l0:w [arrowtail=crowtee, arrowhead=crowodot, tooltip=\"b.id <> a.id\"];"));
  EXPECT_THAT(text, HasSubstr("tooltip=\"c.id - a.id\", style=dotted, color=\"#ff0000\"];"));
}

TEST_F(Erd, SystemFramesServicesAndDashesReferences) {
  const std::string text = erd_dot(system(), "system");
  EXPECT_THAT(text, HasSubstr("subgraph cluster_s0 {"));
  EXPECT_THAT(text, HasSubstr("label=<<B>payments-db</B>>"));
  EXPECT_THAT(text, HasSubstr("tooltip=\"payments.order_id > orders-db orders.id\", style=dashed"));
  EXPECT_THAT(text, HasSubstr("+ 2 columns"));
  EXPECT_THAT(text, Not(HasSubstr("amount")));
}

TEST_F(Erd, TablesWithoutRefsStandInAGrid) {
  std::string dbml;
  for (int i = 0; i < 9; ++i) dbml += "Table t" + std::to_string(i) + " {\n  id int\n}\n";
  const std::string text = dot(dbml);
  EXPECT_THAT(text, HasSubstr("t1 -> t2 [style=invis"));
  EXPECT_THAT(text, Not(HasSubstr("t2 -> t3 ")));
}

TEST_F(Erd, SvgRemembersWhatItWasDrawnFrom) {
  if (!find_program("dot")) GTEST_SKIP() << "dot is not installed (package graphviz)";
  const auto services = system();
  const std::string text = erd_dot(services, "system");
  const auto svg = erd_svg(text);
  ASSERT_TRUE(svg) << svg.error().message;
  EXPECT_TRUE(is_drawn_from(*svg, text));
  EXPECT_FALSE(is_drawn_from(*svg, text + " "));
  EXPECT_FALSE(is_drawn_from("", text));
  EXPECT_THAT(*svg, EndsWith("</svg>\n"));
  for (const char* shown : {"orders&#45;db", "customers", "order_id", "stroke-dasharray"})
    EXPECT_THAT(*svg, HasSubstr(shown));
  EXPECT_THAT(*svg, Not(HasSubstr("graphviz version")));
}

// Усе, що можна назвати, намагається вийти з лапок, мітки чи коментаря.
TEST_F(Erd, HostileNamesStayInsideTheirLabels) {
  if (!find_program("dot")) GTEST_SKIP() << "dot is not installed (package graphviz)";
  for (const std::string evil :
       {"'", "\\\"", "]; x -> y [", "</TD>", "<script>", "&amp;", "-->", "\\\\N", "%", "Ї€"}) {
    const std::string name = "\"n" + evil + "\"";
    const std::string text =
        dot("Table " + name + " [headercolor: #fff] {\n  " + name + " " + name + " [pk]\n  Note: \"" + evil +
            "\"\n}\nTableGroup " + name + " {\n  " + name + "\n}\n");
    const auto svg = erd_svg(text);
    ASSERT_TRUE(svg) << evil << ": " << svg.error().message << text;
    EXPECT_THAT(*svg, Not(HasSubstr("<script>"))) << evil;
    EXPECT_THAT(*svg, Not(HasSubstr("<title>y"))) << evil;
  }
}

TEST_F(Erd, MissingProgramIsAConfigurationErrorWithARemedy) {
  const auto svg = erd_svg("digraph {}", "no-such-program");
  ASSERT_FALSE(svg);
  EXPECT_EQ(svg.error().kind, ErrorKind::configuration);
  EXPECT_THAT(svg.error().hint, HasSubstr("graphviz"));
}

TEST_F(Erd, NotesAndDependenciesAreDrawn) {
  const std::string text =
      "Table raw {\n  id int [pk]\n}\nTable mart {\n  id int [pk]\n  raw_id int\n}\n"
      "Dep load [note: 'кожної ночі', color: #abc] {\n  raw -> mart\n}\nDep: raw.id -> mart.raw_id\n"
      "Note todo [color: #ff0] {\n  'a < b\\nсьогодні'\n}\n";
  const std::string drawn = dot(text);
  EXPECT_THAT(drawn, HasSubstr("t0 -> t1 [dir=forward, arrowhead=vee, style=dotted, color=\"#aabbcc\""));
  EXPECT_THAT(drawn, HasSubstr("label=\"load\", tooltip=\"кожної ночі\""));
  EXPECT_THAT(drawn, HasSubstr("t0:r0:e -> t1:l1:w"));
  EXPECT_THAT(drawn, HasSubstr("fillcolor=\"#ffff00\""));
  EXPECT_THAT(drawn, HasSubstr("<B>todo</B><BR ALIGN=\"LEFT\"/>a &lt; b<BR ALIGN=\"LEFT\"/>сьогодні"));
  EXPECT_THAT(mermaid(text), HasSubstr("\"raw\" ||..|| \"mart\" : \"load\""));
}

TEST_F(Erd, AViewShowsItsTablesGroupsAndNotes) {
  const auto parsed = dbml::parse(
      "Table a {\n  id int [pk]\n}\nTable b {\n  a_id int [ref: > a.id]\n}\nTable s.c {\n  id int\n}\n"
      "Table d {\n  a_id int [ref: > a.id]\n}\nTableGroup g {\n  b\n}\nTableGroup h {\n  d\n}\n"
      "Note n {\n  'x'\n}\nNote m {\n  'y'\n}\n"
      "DiagramView v {\n  Tables {\n    a\n  }\n  TableGroups {\n    g\n  }\n  Schemas {\n    s\n  }\n  "
      "Notes {\n    n\n"
      "  }\n}\nDiagramView all {\n  *\n}\n",
      "v.dbml");
  ASSERT_TRUE(parsed.ok()) << dbml::render_all(parsed, false);
  const auto part = part_of(parsed.database, parsed.database.views[0]);
  EXPECT_THAT(part.table_names(), ::testing::ElementsAre("a", "b", "s.c"));
  ASSERT_EQ(part.refs.size(), 1u);
  EXPECT_EQ(part.refs[0].first.table.name, "b");
  ASSERT_EQ(part.groups.size(), 1u);
  EXPECT_EQ(part.groups[0].name, "g");
  ASSERT_EQ(part.notes.size(), 1u);
  EXPECT_EQ(part_of(parsed.database, parsed.database.views[1]).tables.size(), 4u);
}

}  // namespace
}  // namespace techmarket::erd
