#include "filler/choose_parts.h"

namespace techmarket::filler {
namespace {

words::CodecPtr coordinate() {
  return words::decimal_codec(0, 99'999, 3, false);
}

}  // namespace

words::CodecPtr choose_shape(const ValueType& type, schema::Dialect dialect) {
  const words::CodecPtr x = coordinate(), y = coordinate();
  const bool native = dialect == schema::Dialect::postgres;
  const std::string& name = type.name;
  if (name == "point")
    return native ? words::joined_codec({literal("("), x, literal(","), y, literal(")")})
                  : words::joined_codec({literal("POINT("), x, literal(" "), y, literal(")")});
  if (native && name == "box")
    return words::joined_codec({literal("("), x, literal(","), y, literal("),(0,0)")});
  if (native && name == "lseg")
    return words::joined_codec({literal("[("), x, literal(","), y, literal("),(0,0)]")});
  if (native && name == "path")
    return words::joined_codec({literal("[("), x, literal(","), y, literal("),(0,0)]")});
  if (native && name == "polygon")
    return words::joined_codec({literal("(("), x, literal(","), y, literal("),(0,0),(0,100))")});
  if (native && name == "circle")
    return words::joined_codec({literal("<("), x, literal(","), y, literal("),1>")});
  if (native && name == "line") return words::joined_codec({literal("{1,-1,"), x, literal("}")});
  if (name == "linestring")
    return words::joined_codec({literal("LINESTRING(0 0,"), x, literal(" "), y, literal(")")});
  if (name == "polygon")
    return words::joined_codec({literal("POLYGON((0 0,0 100,"), x, literal(" "), y, literal(",0 0))")});
  if (name == "multipoint")
    return words::joined_codec({literal("MULTIPOINT("), x, literal(" "), y, literal(")")});
  if (name == "multilinestring")
    return words::joined_codec({literal("MULTILINESTRING((0 0,"), x, literal(" "), y, literal("))")});
  if (name == "multipolygon")
    return words::joined_codec(
        {literal("MULTIPOLYGON(((0 0,0 100,"), x, literal(" "), y, literal(",0 0)))")});
  if (name == "geometrycollection" || name == "geomcollection")
    return words::joined_codec({literal("GEOMETRYCOLLECTION(POINT("), x, literal(" "), y, literal("))")});
  return words::joined_codec({literal("POINT("), x, literal(" "), y, literal(")")});
}

}  // namespace techmarket::filler
