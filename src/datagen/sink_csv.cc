#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "datagen/csv.h"
#include "datagen/sink.h"

namespace techmarket::datagen {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

class CsvSink : public Sink {
 public:
  CsvSink(std::filesystem::path folder, const Schemas* schemas)
      : folder_(std::move(folder)), schemas_(schemas) {}

  Status begin(std::span<const TableSource> tables) override {
    for (const TableSource& table : tables) {
      std::error_code failure;
      std::filesystem::create_directories(folder_ / table.service, failure);
      if (failure) return error(folder_ / table.service, failure.message());
    }
    return {};
  }

  Status write(const TableSource& table, TableFeed& feed) override {
    const auto path = folder_ / table.service / fmt::format("{}.csv", table.table);
    const auto part = path.string() + ".part";
    std::unique_ptr<std::FILE, CloseFile> file(std::fopen(part.c_str(), "wb"));
    if (!file) return error(part, std::strerror(errno));
    const auto put = [&](std::string_view text) -> Status {
      if (std::fwrite(text.data(), 1, text.size(), file.get()) == text.size()) return {};
      return error(part, std::strerror(errno));
    };
    const std::vector<std::size_t> order = declared_order(table);
    std::vector<std::string_view> header;
    for (const std::size_t field : order) header.push_back(table.columns[field]);
    TM_TRY(put(fmt::format("{}\n", fmt::join(header, ","))));
    std::string csv;
    for (;;) {
      TM_ASSIGN(const std::string_view rows, feed.next());
      if (rows.empty()) break;
      csv.clear();
      append_csv(rows, order, csv);
      TM_TRY(put(csv));
    }
    if (std::fclose(file.release()) != 0) return error(part, std::strerror(errno));
    std::error_code failure;
    std::filesystem::rename(part, path, failure);
    if (failure) return error(path, failure.message());
    return {};
  }

  Status finish(const std::string&) override { return {}; }

 private:
  static std::unexpected<Error> error(const std::filesystem::path& path, std::string_view reason) {
    return fail(ErrorKind::fatal, fmt::format("cannot write {}: {}", path.string(), reason),
                "choose another folder: --to csv:DIR");
  }

  /// Номери наших полів у порядку стовпців DBML.
  std::vector<std::size_t> declared_order(const TableSource& table) const {
    std::vector<std::size_t> order(table.columns.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    if (!schemas_) return order;
    const schema::Table* declared = schemas_->find(table.service)->second.database.table(table.table);
    const auto names = declared->column_names();
    std::ranges::stable_sort(
        order, {}, [&](std::size_t field) { return std::ranges::find(names, table.columns[field]); });
    return order;
  }

  const std::filesystem::path folder_;
  const Schemas* schemas_;
};

}  // namespace

std::unique_ptr<Sink> csv_sink(std::filesystem::path folder, const Schemas* schemas) {
  return std::make_unique<CsvSink>(std::move(folder), schemas);
}

}  // namespace techmarket::datagen
