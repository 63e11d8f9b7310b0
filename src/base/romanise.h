#pragma once
// Українська → латинка за постановою Кабінету Міністрів № 55 від 27 січня 2010 року (так пишуть у закордонних
// паспортах). М'який знак і апостроф не передаються; «зг» — zgh; є, ї, й, ю, я на початку слова — інакше, ніж
// усередині.

#include <string>
#include <string_view>

namespace techmarket {

/// «Згурський Юрій» → «Zghurskyi Yurii». Символи поза українською абеткою лишаються як є.
std::string romanise(std::string_view ukrainian);

/// Частина електронної адреси з імені будь-якою мовою: лише a–z і 0–9 («Мар'яна» → «mariana», «O'Neil» →
/// «oneil»).
std::string address_part(std::string_view name);

}  // namespace techmarket
