#include "ops/cursor.h"

#include "base/guarded.h"
#include "base/interrupt.h"

namespace techmarket::ops {
namespace {

constexpr std::size_t kBatchRows = 2048;
constexpr std::size_t kQueuedBatches = 4;

/// Один бік злиття: поточний рядок і його ключ.
class Side {
 public:
  Side(Cursor& cursor, const MergeVisitor& visitor) : cursor_(cursor), visitor_(visitor) {}

  Status advance() {
    for (;;) {
      TM_ASSIGN(row_, cursor_.next());
      if (!row_) return {};
      const auto& text = row_->front();
      const auto key = text ? parse_uuid(*text) : std::nullopt;
      if (key) {
        key_ = *key;
        return {};
      }
      visitor_.bad_key(*row_);
    }
  }

  const Row* row() const { return row_; }
  Uuid key() const { return key_; }

 private:
  Cursor& cursor_;
  const MergeVisitor& visitor_;
  const Row* row_ = nullptr;
  Uuid key_;
};

}  // namespace

Result<std::unique_ptr<Cursor>> Cursor::open(const config::Service& service, std::string sql) {
  TM_ASSIGN(auto connection, ops::open(service));
  return std::unique_ptr<Cursor>(new Cursor(std::move(connection), std::move(sql)));
}

Cursor::Cursor(AnyConnection connection, std::string sql)
    : connection_(std::move(connection)),
      sql_(std::move(sql)),
      batches_(kQueuedBatches),
      reader_([this] { read(); }) {}

Cursor::~Cursor() {
  batches_.close();
  if (reader_.joinable()) reader_.join();
}

void Cursor::read() {
  Batch batch;
  bool wanted = true;
  const auto keep = [&](db::RowView view) -> Status {
    TM_TRY(check_interrupted());
    auto& row = batch.emplace_back();
    row.reserve(view.size());
    for (const auto field : view)
      row.push_back(db::is_null(field) ? std::nullopt : std::optional<std::string>(field));
    if (batch.size() < kBatchRows) return {};
    wanted = batches_.push(std::exchange(batch, {}));
    // Читач пішов: далі читати марно. Цю відмову ніхто не побачить.
    return wanted ? Status() : fail(ErrorKind::interrupted, "no longer needed");
  };
  outcome_ = guarded([&]() -> Status {
    TM_TRY(stream(connection_, sql_, keep));
    if (wanted && !batch.empty()) batches_.push(std::move(batch));
    return {};
  });
  batches_.close();
}

Result<const Row*> Cursor::next() {
  if (at_ == batch_.size()) {
    auto batch = batches_.pop();
    // Після закриття черги потік читання вже записав свій підсумок.
    if (!batch) {
      if (reader_.joinable()) reader_.join();
      TM_TRY(outcome_);
      return nullptr;
    }
    batch_ = std::move(*batch);
    at_ = 0;
  }
  return &batch_[at_++];
}

Status merge(Cursor& left_cursor, Cursor& right_cursor, const MergeVisitor& visitor) {
  Side left(left_cursor, visitor), right(right_cursor, visitor);
  TM_TRY(left.advance());
  TM_TRY(right.advance());
  while (left.row() || right.row()) {
    const bool take_left = left.row() && (!right.row() || left.key() <= right.key());
    const bool take_right = right.row() && (!left.row() || right.key() <= left.key());
    visitor.visit(take_left ? left.row() : nullptr, take_right ? right.row() : nullptr);
    if (take_left) TM_TRY(left.advance());
    if (take_right) TM_TRY(right.advance());
  }
  return {};
}

std::string shown(const std::optional<std::string>& value) {
  return value ? "'" + *value + "'" : "NULL";
}

}  // namespace techmarket::ops
