#include "db/postgres/dependents.h"

#include <map>
#include <string>

#include "schema/schema.h"

namespace techmarket::db::postgres {
namespace {

// Об'єкт: клас каталогу й oid, назва, як прибрати, як повернути, таблиця, на якій він стоїть, його стовпець,
// текст, у якому сервер залежностей не шукав.
constexpr std::string_view kObjects = R"(
  WITH view AS (
    SELECT c.oid, c.relkind = 'm' AS stored, c.relispopulated, c.reloptions, c.relowner, c.relacl,
           format('%I.%I', n.nspname, c.relname) AS name,
           CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW ' ELSE 'VIEW ' END AS kind
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('v', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_')
  SELECT 'pg_class', v.oid, lower(v.kind) || v.oid::regclass, 'DROP ' || v.kind || v.name,
         'CREATE ' || v.kind || v.name || COALESCE(' WITH (' || array_to_string(v.reloptions, ', ') || ')', '') ||
         ' AS' || chr(10) || rtrim(pg_get_viewdef(v.oid), '; ') ||
         CASE WHEN v.stored AND NOT v.relispopulated THEN ' WITH NO DATA' ELSE '' END ||
         CASE WHEN v.relowner <> current_user::regrole
              THEN format('; ALTER %s%s OWNER TO %I', v.kind, v.name, pg_get_userbyid(v.relowner)) ELSE '' END ||
         COALESCE((SELECT string_agg('; ' || pg_get_indexdef(indexrelid), '' ORDER BY indexrelid)
                   FROM pg_catalog.pg_index WHERE indrelid = v.oid), '') ||
         COALESCE((SELECT string_agg(format('; ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', v.name, a.attname,
                                            pg_get_expr(d.adbin, d.adrelid)), '' ORDER BY d.adnum)
                   FROM pg_catalog.pg_attrdef d
                   JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
                   WHERE d.adrelid = v.oid), '') ||
         COALESCE((SELECT string_agg('; ' || pg_get_ruledef(oid), '' ORDER BY oid)
                   FROM pg_catalog.pg_rewrite WHERE ev_class = v.oid AND rulename <> '_RETURN'), '') ||
         COALESCE((SELECT string_agg('; ' || pg_get_triggerdef(oid), '' ORDER BY oid)
                   FROM pg_catalog.pg_trigger WHERE tgrelid = v.oid AND NOT tgisinternal), '') ||
         COALESCE('; COMMENT ON ' || v.kind || v.name || ' IS ' ||
                  quote_literal(obj_description(v.oid, 'pg_class')), '') ||
         COALESCE((SELECT string_agg(format('; COMMENT ON COLUMN %s.%I IS %L', v.name, attname,
                                            col_description(v.oid, attnum)), '' ORDER BY attnum)
                   FROM pg_catalog.pg_attribute
                   WHERE attrelid = v.oid AND col_description(v.oid, attnum) IS NOT NULL), '') ||
         COALESCE((SELECT string_agg(
                     format('; GRANT %s%s ON %s TO %s%s', x.privilege_type,
                            CASE WHEN g.attname IS NULL THEN '' ELSE ' (' || quote_ident(g.attname) || ')' END, v.name,
                            CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END,
                            CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END), ''
                     ORDER BY g.attnum, x.grantee, x.privilege_type)
                   FROM (SELECT v.relacl AS acl, NULL::name AS attname, 0 AS attnum
                         UNION ALL SELECT attacl, attname, attnum
                         FROM pg_catalog.pg_attribute WHERE attrelid = v.oid) AS g
                   CROSS JOIN LATERAL aclexplode(g.acl) AS x
                   WHERE x.grantee <> v.relowner), ''),
         NULL, NULL, NULL, NULL
  FROM view v
  UNION ALL
  SELECT 'pg_rewrite', r.oid, 'rule ' || r.rulename || ' on ' || r.ev_class::regclass,
         format('DROP RULE %I ON %I.%I', r.rulename, n.nspname, c.relname), rtrim(pg_get_ruledef(r.oid), ';'),
         n.nspname, c.relname, NULL, NULL
  FROM pg_catalog.pg_rewrite r
  JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  UNION ALL
  SELECT 'pg_trigger', t.oid, 'trigger ' || t.tgname || ' on ' || t.tgrelid::regclass,
         format('DROP TRIGGER %I ON %I.%I', t.tgname, n.nspname, c.relname),
         pg_get_triggerdef(t.oid) ||
         CASE t.tgenabled WHEN 'O' THEN '' ELSE
           format('; ALTER TABLE %I.%I %s TRIGGER %I', n.nspname, c.relname,
                  CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END,
                  t.tgname) END ||
         COALESCE(format('; COMMENT ON TRIGGER %I ON %I.%I IS ', t.tgname, n.nspname, c.relname) ||
                  quote_literal(obj_description(t.oid, 'pg_trigger')), ''),
         n.nspname, c.relname, NULL, NULL
  FROM pg_catalog.pg_trigger t
  JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND c.relkind IN ('r', 'p')
  UNION ALL
  SELECT 'pg_policy', p.oid, 'policy ' || p.polname || ' on ' || p.polrelid::regclass,
         format('DROP POLICY %I ON %I.%I', p.polname, n.nspname, c.relname),
         format('CREATE POLICY %I ON %I.%I AS %s FOR %s TO %s', p.polname, n.nspname, c.relname,
                CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                              WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                (SELECT string_agg(CASE role WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(role)) END, ', ')
                 FROM unnest(p.polroles) AS role)) ||
         COALESCE(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '') ||
         COALESCE(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''),
         n.nspname, c.relname, NULL, NULL
  FROM pg_catalog.pg_policy p
  JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  UNION ALL
  SELECT 'pg_attrdef', d.oid, 'generated column ' || d.adrelid::regclass || '.' || quote_ident(a.attname), NULL, NULL,
         n.nspname, c.relname, a.attname, NULL
  FROM pg_catalog.pg_attrdef d
  JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum AND a.attgenerated <> ''
  JOIN pg_catalog.pg_class c ON c.oid = d.adrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  UNION ALL
  SELECT 'pg_proc', p.oid, 'function ' || p.oid::regprocedure, NULL, NULL, NULL, NULL, NULL, p.prosrc
  FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language l ON l.oid = p.prolang AND l.lanname NOT IN ('internal', 'c')
  WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
  ORDER BY 1, 3, 2)";

// Хто від чого: подання відоме за своїм правилом _RETURN.
constexpr std::string_view kUses = R"(
  SELECT DISTINCT
         CASE WHEN r.rulename = '_RETURN' THEN 'pg_class' ELSE d.classid::regclass::text END,
         CASE WHEN r.rulename = '_RETURN' THEN r.ev_class ELSE d.objid END,
         c.oid, c.relkind IN ('v', 'm'), n.nspname, c.relname, COALESCE(a.attname, '')
  FROM pg_catalog.pg_depend d
  LEFT JOIN pg_catalog.pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
  JOIN pg_catalog.pg_class c ON c.oid = d.refobjid AND c.relkind IN ('r', 'p', 'v', 'm')
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid AND d.refobjsubid > 0
  WHERE d.refclassid = 'pg_class'::regclass AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    AND d.classid IN ('pg_rewrite'::regclass, 'pg_trigger'::regclass, 'pg_policy'::regclass,
                      'pg_attrdef'::regclass, 'pg_proc'::regclass)
    AND (r.rulename = '_RETURN' AND r.ev_class = c.oid) IS NOT TRUE
  ORDER BY 1, 2, 3, 7)";

}  // namespace

Result<std::vector<Dependent>> read_dependents(Connection& connection) {
  TM_ASSIGN(const Rows objects, connection.query(kObjects));
  TM_ASSIGN(const Rows uses, connection.query(kUses));
  std::vector<Dependent> dependents;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (const auto& row : objects) {
    places.emplace(std::pair(row[0].value_or(""), row[1].value_or("")), dependents.size());
    Dependent one{.title = row[2].value_or(""),
                  .drop = row[3].value_or(""),
                  .create = row[4].value_or(""),
                  .column = row[7].value_or(""),
                  .body = row[8].value_or("")};
    if (row[6]) one.owner = schema::QualifiedName{.schema = row[5].value_or(""), .name = *row[6]};
    dependents.push_back(std::move(one));
  }
  for (const auto& row : uses) {
    const auto user = places.find({row[0].value_or(""), row[1].value_or("")});
    if (user == places.end()) continue;  // значення за замовчуванням звичайного стовпця
    if (row[3] == "t") {
      if (const auto view = places.find({"pg_class", row[2].value_or("")}); view != places.end())
        dependents[view->second].users.push_back(user->second);
    } else {
      dependents[user->second].uses.emplace_back(
          schema::QualifiedName{.schema = row[4].value_or(""), .name = row[5].value_or("")},
          row[6].value_or(""));
    }
  }
  return dependents;
}

}  // namespace techmarket::db::postgres
