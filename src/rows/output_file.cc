#include "rows/output_file.h"

#include <unistd.h>
#include <zstd.h>

#include <cerrno>
#include <cstdio>

#include <fmt/format.h>

#include "base/io_error.h"

namespace techmarket::rows {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
struct FreeCompressor {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

constexpr const char* kElsewhere = "choose another folder in --to";

/// Повний диск не псує зробленого: та сама команда починає файл спочатку.
std::unexpected<Error> error(const std::filesystem::path& path, const std::error_code& code) {
  return io_error(code, ErrorKind::fatal, fmt::format("cannot write {}", path.string()), kElsewhere);
}

std::unexpected<Error> error(const std::filesystem::path& path, int code) {
  return error(path, std::error_code(code, std::generic_category()));
}

}  // namespace

struct OutputFile::State {
  std::filesystem::path path, part;
  std::unique_ptr<std::FILE, CloseFile> file = {};
  std::unique_ptr<ZSTD_CCtx, FreeCompressor> compressor = {};
  std::string buffer = {};
  bool committed = false;
};

OutputFile::OutputFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
OutputFile::OutputFile(OutputFile&&) noexcept = default;
OutputFile::~OutputFile() {
  if (!state_ || state_->committed) return;
  std::error_code ignored;
  std::filesystem::remove(state_->part, ignored);
}

std::filesystem::path OutputFile::name(std::filesystem::path path, bool compress) {
  if (compress) path += ".zst";
  return path;
}

Result<OutputFile> OutputFile::open(std::filesystem::path path, bool compress) {
  path = name(std::move(path), compress);
  auto state = std::make_unique<State>(State{.path = path, .part = path.string() + ".part"});
  std::error_code failure;
  std::filesystem::create_directories(path.parent_path(), failure);
  if (failure) return error(path.parent_path(), failure);
  // «x»: файл має бути новим, а не посиланням, яке підклали на місце тимчасового.
  std::filesystem::remove(state->part, failure);
  state->file.reset(std::fopen(state->part.c_str(), "wbx"));
  if (!state->file) return error(state->part, errno);
  if (compress) {
    state->compressor.reset(ZSTD_createCCtx());
    // Контрольна сума в кінці: обірваний чи зіпсований файл zstd -t упізнає.
    ZSTD_CCtx_setParameter(state->compressor.get(), ZSTD_c_checksumFlag, 1);
    state->buffer.resize(ZSTD_CStreamOutSize());
  }
  return OutputFile(std::move(state));
}

Status OutputFile::put(std::string_view text) {
  if (state_->compressor) return compress(text, false);
  if (std::fwrite(text.data(), 1, text.size(), state_->file.get()) == text.size()) return {};
  return error(state_->part, errno);
}

Status OutputFile::compress(std::string_view text, bool last) {
  ZSTD_inBuffer input{text.data(), text.size(), 0};
  for (;;) {
    ZSTD_outBuffer output{state_->buffer.data(), state_->buffer.size(), 0};
    const std::size_t rest =
        ZSTD_compressStream2(state_->compressor.get(), &output, &input, last ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(rest))
      return fail(ErrorKind::fatal,
                  fmt::format("cannot compress {}: {}", state_->part.string(), ZSTD_getErrorName(rest)));
    if (std::fwrite(state_->buffer.data(), 1, output.pos, state_->file.get()) != output.pos)
      return error(state_->part, errno);
    if (last ? rest == 0 : input.pos == input.size) return {};
  }
}

Status OutputFile::commit() {
  if (state_->compressor) TM_TRY(compress({}, true));
  // Мережева файлова система чи btrfs про повний диск можуть сказати лише тут, а ім'я обіцяє цілий файл.
  if (std::fflush(state_->file.get()) != 0 || ::fsync(::fileno(state_->file.get())) != 0)
    return error(state_->part, errno);
  if (std::fclose(state_->file.release()) != 0) return error(state_->part, errno);
  std::error_code failure;
  std::filesystem::rename(state_->part, state_->path, failure);
  if (failure) return error(state_->path, failure);
  state_->committed = true;
  return {};
}

}  // namespace techmarket::rows
