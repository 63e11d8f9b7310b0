#include "rows/sink.h"

namespace techmarket::rows {
namespace {

class NullSink : public Sink {
 public:
  Status begin(std::span<const TableSource>) override { return {}; }
  Status write(const TableSource&, TableFeed& feed) override {
    for (;;) {
      TM_ASSIGN(const std::string_view chunk, feed.next());
      if (chunk.empty()) return {};
    }
  }
  Status finish(std::span<const TableReport>, const std::string&) override { return {}; }
};

}  // namespace

std::unique_ptr<Sink> null_sink() {
  return std::make_unique<NullSink>();
}

}  // namespace techmarket::rows
