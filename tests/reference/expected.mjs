// Зводить обидва тексти до одного вигляду там, де ми свідомо пишемо інакше, ніж dbml2sql 6.6.0. Кожне правило
// назване так само, як відмінність у docs/dbml2sql.md; усе, чого вони не торкаються, мусить збігтися дослівно.

const kText = String.raw`'(?:[^']|'')*'`;
const kCheck = String.raw` (?:CONSTRAINT \S+ )?CHECK \((?:[^()]|\([^()]*\))*\)`;

// ref-to-public: чотири рядки PREPARE → той ALTER TABLE, який вони складають.
function plainStatements(sql) {
  return sql.replace(
    /^SET @techmarket_ref = CONCAT\('(.*)', '`', REPLACE\(.*?\), '`\.', '(.*)'\);\nPREPARE.*\nEXECUTE.*\nDEALLOCATE.*$/gm,
    '$1$2;');
}

const kRules = [
  // index-note
  (line) => (line.startsWith('COMMENT ON INDEX') ? '' : line),
  (line) => (/^CREATE (UNIQUE )?INDEX `/.test(line) ? line.replace(new RegExp(` COMMENT ${kText};$`), ';') : line),
  // index-schema-name
  (line) => line.replace(/^(CREATE (?:UNIQUE )?INDEX `)`[^`]+`\./, '$1'),
  // display-width
  (line) => line.replace(/\b(int)\(11\)/i, '$1'),
  // enum-type-name
  (line) => line.replace(/^(\s+"[^"]+" (?:"?\w+"?\.)?)"(kind_[^"]+)"/, '$1$2'),
  // builtin-types
  (line) => line.replace(/^(\s+"[^"]+" )"([A-Z]+(?:\(40\))?)"/, '$1$2'),
  // expression-default
  (line) => line.replace(new RegExp(`DEFAULT \\((${kText})\\)`), 'DEFAULT $1'),
  // check-last
  (line) => {
    const check = line.startsWith('  `') ? line.match(new RegExp(kCheck)) : null;
    return check ? `${line.replace(check[0], '').replace(/,$/, '')}${check[0]}${line.endsWith(',') ? ',' : ''}` : line;
  },
  // unique-primary-key
  (line) => (/^ {2}[`"]/.test(line) ? line.replace(' UNIQUE', '') : line),
  (line) => line.replace(/,$/, ''),
  // quote-text, backslash
  (line) => line.replaceAll("''", "'").replaceAll('\\\\', '\\'),
];

/// Рядки тексту без відомих відмінностей. Порожні рядки й пробіли в кінці не відрізняють.
export function expected(sql) {
  return plainStatements(sql).split('\n')
    .map((line) => kRules.reduce((text, rule) => rule(text), line.trimEnd()))
    .filter((line) => line !== '');
}
