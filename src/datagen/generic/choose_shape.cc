#include "datagen/generic/choose_parts.h"

namespace techmarket::datagen::generic {
namespace {

CodecPtr coordinate() {
  return decimal_codec(0, 99'999, 3, false);
}

}  // namespace

CodecPtr choose_shape(const ValueType& type, schema::Dialect dialect) {
  const CodecPtr x = coordinate(), y = coordinate();
  const bool native = dialect == schema::Dialect::postgres;
  if (type.kind == ValueKind::point)
    return native ? joined_codec({literal("("), x, literal(","), y, literal(")")})
                  : joined_codec({literal("POINT("), x, literal(" "), y, literal(")")});
  const std::string& name = type.name;
  if (native && name == "box") return joined_codec({literal("("), x, literal(","), y, literal("),(0,0)")});
  if (native && name == "lseg") return joined_codec({literal("[("), x, literal(","), y, literal("),(0,0)]")});
  if (native && name == "path") return joined_codec({literal("[("), x, literal(","), y, literal("),(0,0)]")});
  if (native && name == "polygon")
    return joined_codec({literal("(("), x, literal(","), y, literal("),(0,0),(0,100))")});
  if (native && name == "circle") return joined_codec({literal("<("), x, literal(","), y, literal("),1>")});
  if (native && name == "line") return joined_codec({literal("{1,-1,"), x, literal("}")});
  if (name == "linestring")
    return joined_codec({literal("LINESTRING(0 0,"), x, literal(" "), y, literal(")")});
  if (name == "polygon")
    return joined_codec({literal("POLYGON((0 0,0 100,"), x, literal(" "), y, literal(",0 0))")});
  if (name == "multipoint") return joined_codec({literal("MULTIPOINT("), x, literal(" "), y, literal(")")});
  if (name == "multilinestring")
    return joined_codec({literal("MULTILINESTRING((0 0,"), x, literal(" "), y, literal("))")});
  if (name == "multipolygon")
    return joined_codec({literal("MULTIPOLYGON(((0 0,0 100,"), x, literal(" "), y, literal(",0 0)))")});
  if (name == "geometrycollection" || name == "geomcollection")
    return joined_codec({literal("GEOMETRYCOLLECTION(POINT("), x, literal(" "), y, literal("))")});
  return joined_codec({literal("POINT("), x, literal(" "), y, literal(")")});
}

}  // namespace techmarket::datagen::generic
