#include "base/romanise.h"

#include <gtest/gtest.h>

namespace techmarket {
namespace {

// Приклади з додатка до постанови № 55: по одному на кожен рядок таблиці.
TEST(Romanise, FollowsTheOfficialTable) {
  const std::pair<const char*, const char*> kExamples[] = {{"Алушта", "Alushta"},
                                                           {"Борщагівка", "Borshchahivka"},
                                                           {"Вінниця", "Vinnytsia"},
                                                           {"Гадяч", "Hadiach"},
                                                           {"Ґалаґан", "Galagan"},
                                                           {"Донецьк", "Donetsk"},
                                                           {"Рівне", "Rivne"},
                                                           {"Єнакієве", "Yenakiieve"},
                                                           {"Гаєвич", "Haievych"},
                                                           {"Житомир", "Zhytomyr"},
                                                           {"Закарпаття", "Zakarpattia"},
                                                           {"Медвин", "Medvyn"},
                                                           {"Іршава", "Irshava"},
                                                           {"Їжакевич", "Yizhakevych"},
                                                           {"Кадиївка", "Kadyivka"},
                                                           {"Йосипівка", "Yosypivka"},
                                                           {"Стрий", "Stryi"},
                                                           {"Київ", "Kyiv"},
                                                           {"Лебедин", "Lebedyn"},
                                                           {"Миколаїв", "Mykolaiv"},
                                                           {"Ніжин", "Nizhyn"},
                                                           {"Одеса", "Odesa"},
                                                           {"Полтава", "Poltava"},
                                                           {"Ромни", "Romny"},
                                                           {"Суми", "Sumy"},
                                                           {"Тетерів", "Teteriv"},
                                                           {"Ужгород", "Uzhhorod"},
                                                           {"Фастів", "Fastiv"},
                                                           {"Харків", "Kharkiv"},
                                                           {"Біла Церква", "Bila Tserkva"},
                                                           {"Чернівці", "Chernivtsi"},
                                                           {"Шостка", "Shostka"},
                                                           {"Щербухи", "Shcherbukhy"},
                                                           {"Юрій", "Yurii"},
                                                           {"Корюківка", "Koriukivka"},
                                                           {"Яготин", "Yahotyn"},
                                                           {"Костянтин", "Kostiantyn"},
                                                           {"Знам’янка", "Znamianka"},
                                                           {"Феодосія", "Feodosiia"},
                                                           {"Згорани", "Zghorany"},
                                                           {"Розгон", "Rozghon"},
                                                           {"Русь", "Rus"},
                                                           {"Анна-Юлія", "Anna-Yuliia"}};
  for (const auto& [ukrainian, latin] : kExamples) EXPECT_EQ(romanise(ukrainian), latin) << ukrainian;
}

TEST(Romanise, AddressPartKeepsOnlyLatinLettersAndDigits) {
  EXPECT_EQ(address_part("Мар’яна"), "mariana");
  EXPECT_EQ(address_part("Мар'яна"), "mariana");
  EXPECT_EQ(address_part("О'Ніл-Щука"), "onilshchuka");
  EXPECT_EQ(address_part("O'Neil"), "oneil");
  EXPECT_EQ(address_part("—"), "");
}

}  // namespace
}  // namespace techmarket
