#pragma once
// Відступи всередині ''' … ''' під час оформлення.

#include <string>
#include <string_view>

namespace techmarket::dbml {

/// Рядок ''' … ''' (разом із лапками) з вмістом на відступі indent + 2 і закривними лапками на indent.
/// Якщо від цього змінилося б значення (текст одразу після лапок, перенос через \n), повертає written як є.
std::string reindent_string(std::string_view written, std::size_t indent);

/// Значення двох записів рядка однакове.
bool same_string(std::string_view a, std::string_view b);

/// Багаторядковий /* … */ на новому відступі: зсуваються лише рядки, що всі починаються зірочкою.
std::string reindent_comment(std::string_view comment, std::size_t indent);

}  // namespace techmarket::dbml
