// node phones.mjs FILE КОЛОНКА РЕГІОН ТИП…: кожне непорожнє значення колонки CSV — дійсний номер одного з типів.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(process.cwd() + '/');
const { parsePhoneNumber } = require('libphonenumber-js/max');
const [file, column, region, ...types] = process.argv.slice(2);

const [head, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
const place = head.split(',').indexOf(column);
const texts = lines.map((line) => line.split(',')[place]).filter((text) => text !== 'NULL');
// Десять цифр — національний запис, більше без «+» — міжнародний.
const wrong = texts.filter((text) => {
  const number = parsePhoneNumber(text.startsWith('+') || text.length <= 10 ? text : `+${text}`, region);
  return !number.isValid() || !types.includes(number.getType());
});
console.log(`${file.split('/').slice(-2).join('/')} ${column}: ${texts.length} numbers, ${wrong.length} not valid ${wrong.slice(0, 5)}`);
process.exit(wrong.length === 0 && texts.length > 1000 ? 0 : 1);
