#include "filler/moments.h"

#include <algorithm>

#include <fmt/format.h>

namespace techmarket::filler {
namespace {

constexpr std::int64_t kWindowDays = 730;
/// Між сусідніми щаблями щонайменше доба, тож нерівність суворо виконується і для стовпців DATE.
constexpr std::int64_t kSteps = static_cast<std::int64_t>(LifeStep::future) + 2;

std::uint64_t next(std::uint64_t& state) {
  return state = mix(state ^ 0xe7037ed1a0b428dbu, 0x589965cc75374cc3u);
}

void append_moment(Timestamp moment, Family kind, std::string& out) {
  if (kind == Family::date)
    append(out, moment.date());
  else if (kind == Family::year)
    fmt::format_to(std::back_inserter(out), "{}", static_cast<int>(moment.date().civil().year()));
  else
    append(out, moment);
}

std::uint64_t text_length(Family kind) {
  return kind == Family::date ? 10 : kind == Family::year ? 4 : 19;
}

/// Найпізніша мить, з якої рядок устигає пройти всі щаблі, і найпізніша звична: між ними стоять ті, кого
/// затримав батько.
constexpr auto kLatest = static_cast<std::uint64_t>((kWindowDays - kSteps) * kSecondsPerDay);
constexpr auto kMoments = static_cast<std::uint64_t>((kWindowDays - 2 * kSteps) * kSecondsPerDay);

/// Секунди від миті index до щабля step; ні вони, ні сума з index не виходять за вікно.
std::int64_t delay(LifeStep first, LifeStep step, std::uint64_t index, std::uint64_t& state) {
  const auto end = static_cast<std::int64_t>(kMoments);
  auto at = static_cast<std::int64_t>(index);
  for (int next_step = static_cast<int>(first); next_step < static_cast<int>(step); ++next_step) {
    if (next_step + 1 == static_cast<int>(LifeStep::future)) break;
    // До третини того, що лишилося до кінця вікна; від замовлення до доставки — дні, а не місяці.
    constexpr std::uint64_t kBrisk = 5 * kSecondsPerDay;
    auto room = static_cast<std::uint64_t>(std::max<std::int64_t>(0, end - at)) / 3;
    if (next_step + 1 < static_cast<int>(LifeStep::updated)) room = std::min(room, kBrisk);
    at += static_cast<std::int64_t>(below(next(state), room));
  }
  at += (static_cast<std::int64_t>(step) - static_cast<std::int64_t>(first)) * kSecondsPerDay;
  return at - static_cast<std::int64_t>(index);
}

std::uint64_t story(std::uint64_t index) {
  return mix(index ^ 0x8ebc6af09c88c6e3u, 0xa0761d6478bd642fu);
}

class MomentCodec final : public words::Codec {
 public:
  MomentCodec(LifeStep first, LifeStep step, Family kind, Date until, bool since_epoch)
      : first_(std::min(first, step)), step_(step), kind_(kind), until_(until), since_epoch_(since_epoch) {}
  std::uint64_t size() const override { return kMoments; }
  bool distinct() const override { return false; }
  std::uint64_t longest(std::uint64_t) const override { return text_length(kind_); }

  void write(words::Pick pick, std::string& out) const override {
    const std::uint64_t index = std::min(pick.index, kLatest);
    std::uint64_t state = story(index);
    if (step_ == LifeStep::birth) {
      constexpr std::uint64_t kYoungest = 18 * 365, kSpan = 62 * 365;
      // Перший день епохи в поясі сервера може бути ще 1969 роком.
      const auto epoch = static_cast<std::uint64_t>(until_.days) - kYoungest - 1;
      const auto days = static_cast<std::int32_t>(
          kYoungest + below(next(state), since_epoch_ ? std::min(kSpan, epoch) : kSpan));
      return append_moment(start_of({until_.days - days}), kind_, out);
    }
    std::int64_t at = start_of(until_).seconds - kWindowDays * kSecondsPerDay +
                      static_cast<std::int64_t>(index) + delay(first_, step_, index, state);
    if (step_ == LifeStep::future) at += static_cast<std::int64_t>(below(next(state), 90)) * kSecondsPerDay;
    append_moment({at}, kind_, out);
  }

 private:
  LifeStep first_, step_;
  Family kind_;
  Date until_;
  bool since_epoch_;
};

class CalendarCodec final : public words::Codec {
 public:
  CalendarCodec(Family kind, Date until) : kind_(kind), until_(until) {}
  std::uint64_t size() const override {
    if (kind_ == Family::year) return 100;
    return kind_ == Family::date ? 36'500 : static_cast<std::uint64_t>(kWindowDays * kSecondsPerDay);
  }
  /// Днів — стільки, скільки треба: дати лишаються недавніми.
  std::uint64_t domain(std::uint64_t rows) const override {
    return kind_ == Family::date ? std::clamp<std::uint64_t>(rows, kWindowDays, size()) : size();
  }
  std::uint64_t longest(std::uint64_t) const override { return text_length(kind_); }
  void write(words::Pick pick, std::string& out) const override {
    const auto back = static_cast<std::int64_t>(pick.index) + 1;
    if (kind_ == Family::year)
      fmt::format_to(std::back_inserter(out), "{}", static_cast<int>(until_.civil().year()) - back + 1);
    else if (kind_ == Family::date)
      append(out, Date{until_.days - static_cast<std::int32_t>(back)});
    else
      append(out, Timestamp{start_of(until_).seconds - back});
  }

 private:
  Family kind_;
  Date until_;
};

class TimeCodec final : public words::Codec {
 public:
  TimeCodec(std::uint64_t first, std::uint64_t count, std::uint64_t step)
      : first_(first), count_(count), step_(step) {}
  std::uint64_t size() const override { return count_; }
  std::uint64_t longest(std::uint64_t) const override { return 8; }
  void write(words::Pick pick, std::string& out) const override {
    const std::uint64_t second = first_ + pick.index * step_;
    fmt::format_to(std::back_inserter(out), "{:02}:{:02}:{:02}", second / 3600, second / 60 % 60,
                   second % 60);
  }

 private:
  std::uint64_t first_, count_, step_;
};

}  // namespace

words::CodecPtr moment_codec(LifeStep first, LifeStep step, Family kind, Date until, bool since_epoch) {
  return std::make_shared<MomentCodec>(first, step, kind, until, since_epoch);
}

std::uint64_t moment_count() {
  return kMoments;
}

std::uint64_t moment_after(LifeStep first, LifeStep step, std::uint64_t index) {
  std::uint64_t state = story(index);
  const std::int64_t after = step <= first ? 0 : delay(first, step, index, state);
  return std::min(index + static_cast<std::uint64_t>(after), kLatest);
}

words::CodecPtr calendar_codec(Family kind, Date until) {
  return std::make_shared<CalendarCodec>(kind, until);
}

words::CodecPtr time_codec(LifeStep step, bool unique) {
  constexpr std::uint64_t kHour = 3600, kQuarter = 900;
  if (unique) return std::make_shared<TimeCodec>(0, 24 * kHour, 1);
  // 08:00–11:45 і 13:00–20:45 з кроком у чверть години.
  if (step <= LifeStep::created) return std::make_shared<TimeCodec>(8 * kHour, 16, kQuarter);
  return std::make_shared<TimeCodec>(13 * kHour, 32, kQuarter);
}

}  // namespace techmarket::filler
