#pragma once
// Факт: рядок проданого замовлення. Які стовпці з нього виходять, каже опис зірки (star.cc).

#include <cstdint>

#include "base/calendar.h"
#include "base/money.h"
#include "base/uuid.h"

namespace techmarket::warehouse {

using SurrogateKey = std::int32_t;

/// Що факт бере із замовлення; спільне для всіх його рядків.
struct OrderKeys {
  SurrogateKey customer = 0, employee = 0, region = 0;
  DateKey date;      ///< 0 — замовлення ще не продаж (new, cancelled)
  Timestamp placed;  ///< за ним вибирають версію товару

  bool sold() const { return date.value != 0; }
};

struct Fact : OrderKeys {
  Uuid order_id = {}, order_item_id = {};
  SurrogateKey product = 0;
  std::int32_t quantity = 0;
  Money revenue = {}, discount = {}, cost = {};

  Money margin() const { return revenue - discount - cost; }
};

}  // namespace techmarket::warehouse
