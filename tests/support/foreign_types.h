#pragma once
// Типи, яких інший сервер не має.

namespace techmarket::support {

inline constexpr const char* kMysqlOnly =
    "Table t {\n  a mediumtext\n  b datetime\n  c tinyint\n  d \"int unsigned\"\n  e double\n  f longblob\n"
    "  g set('a','b')\n  h year\n}\n";
inline constexpr const char* kPostgresOnly =
    "Table t {\n  a int[]\n  b jsonb\n  c timestamptz\n  d tsvector\n  e interval\n  f bytea\n  g money\n}\n";

}  // namespace techmarket::support
