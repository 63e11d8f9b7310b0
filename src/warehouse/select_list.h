#pragma once
// Перелік стовпців SELECT. Ім'я пишуть один раз, а місце поля в рядку випливає з нього:
//   struct Columns { SelectList list; std::size_t id = list.add("id"), status = list.add("status"); };
//   row[columns.status]

#include <string>
#include <string_view>

namespace techmarket::warehouse {

class SelectList {
 public:
  /// @return місце стовпця в рядку
  std::size_t add(std::string_view column) {
    if (size_ > 0) text_ += ", ";
    text_ += column;
    return size_++;
  }

  /// «id, status»
  const std::string& text() const { return text_; }
  std::size_t size() const { return size_; }

 private:
  std::string text_;
  std::size_t size_ = 0;
};

}  // namespace techmarket::warehouse
