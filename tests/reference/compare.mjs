// Еталонні випадки tests/cases/sql, наші п'ять схем і випадкові схеми проти dbml2sql 6.6.0.
//   node compare.mjs КОРІНЬ_ПРОЄКТУ ПРОГРАМА [--list]
//   TECHMARKET_REFERENCE_SEED, TECHMARKET_REFERENCE_SCHEMAS — перше зерно (1) і кількість випадкових схем (60)
// Відмінність дозволена, якщо deviations.json називає її причину, а docs/dbml2sql.md цю причину описує.
// Зайвий запис у deviations.json — теж помилка: переліку вірять. --list друкує, де тексти розходяться.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expected } from './expected.mjs';
import { damaged, randomSchema } from './random.mjs';

const [root, program, option] = process.argv.slice(2);
const require = createRequire(path.join(process.cwd(), 'package.json'));
const { exporter } = createRequire(require.resolve('@dbml/cli/package.json'))('@dbml/core');
const referenceProgram = require.resolve('@dbml/cli/bin/dbml2sql.js');

const reasons = JSON.parse(readFileSync(path.join(root, 'tests/reference/deviations.json'), 'utf8'));
const document = readFileSync(path.join(root, 'docs/dbml2sql.md'), 'utf8');
const used = new Set();
const problems = [];
let identical = 0;
let explained = 0;

// Порожні рядки й пробіли в кінці не відрізняють: їх кількість у dbml2sql залежить від сусідів.
const normalise = (sql) => sql.split('\n').map((line) => line.trimEnd()).filter((line) => line !== '');

function firstDifference(ours, reference) {
  const at = ours.findIndex((line, i) => line !== reference[i]);
  const i = at === -1 ? ours.length : at;
  return `ours: ${ours[i] ?? '(end)'}\n    reference: ${reference[i] ?? '(end)'}`;
}

function check(name, ours, reference) {
  const [left, right] = [normalise(ours), normalise(reference)];
  if (left.join('\n') === right.join('\n')) {
    identical += 1;
    return;
  }
  if (option === '--list') console.log(`${name}\n    ${firstDifference(left, right)}`);
  if (name in reasons) {
    used.add(name);
    explained += 1;
  } else {
    problems.push(`${name} differs without a documented reason\n    ${firstDifference(left, right)}`);
  }
}

function sections(text) {
  const found = {};
  for (const part of text.split(/^=== /m).slice(1)) {
    const end = part.indexOf('\n');
    found[part.slice(0, end)] = part.slice(end + 1);
  }
  return found;
}

function referenceSql(dbml, dialect) {
  try {
    return exporter.export(dbml, dialect);
  } catch (error) {
    return `rejected: ${error.diags?.map((diag) => diag.message).join('; ') ?? error.message}`;
  }
}

function compareCases() {
  const folder = path.join(root, 'tests/cases/sql');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.case')).sort()) {
    const found = sections(readFileSync(path.join(folder, file), 'utf8'));
    for (const dialect of ['mysql', 'postgres'])
      if (dialect in found)
        check(`${path.basename(file, '.case')}.${dialect}`, found[dialect], referenceSql(found.input, dialect));
  }
}

// Обидві програми з тими самими аргументами, як їх запускає людина; заголовок із часом не порівнюється.
function compareProjectFiles() {
  const work = mkdtempSync(path.join(tmpdir(), 'techmarket-reference-'));
  const folder = path.join(root, 'docs/db');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.dbml')).sort()) {
    const dialect = file.includes('postgres') ? 'postgres' : 'mysql';
    const run = (argv, out) => {
      execFileSync(argv[0], [...argv.slice(1), file, `--${dialect}`, '-o', out], { cwd: folder, stdio: 'ignore' });
      return readFileSync(out, 'utf8').replace(/^(-- .*\n)+/, '');
    };
    check(file, run([program], path.join(work, 'ours.sql')),
          run([process.execPath, referenceProgram], path.join(work, 'reference.sql')));
  }
  rmSync(work, { recursive: true });
}

// new-elements: власні налаштування.
function isKnownDifference(ours, reference) {
  return ours.status === 0 &&
         reference.slice('rejected: '.length).split('; ').every((text) => /^Unknown .*setting/.test(text));
}

// Випадкові схеми: тексти мають збігтися, коли відомі відмінності зведено (expected.mjs); зіпсовані схеми —
// прийматися чи відкидатися обома однаково.
function compareRandomSchemas() {
  const first = Number(process.env.TECHMARKET_REFERENCE_SEED ?? 1);
  const count = Number(process.env.TECHMARKET_REFERENCE_SCHEMAS ?? 60);
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'techmarket-random-')), 'random.dbml');
  const run = (text, dialect) => {
    writeFileSync(file, text);
    return spawnSync(program, [file, `--${dialect}`], { encoding: 'utf8' });
  };
  let compared = 0;
  let rejected = 0;
  for (let seed = first; seed < first + count; ++seed) {
    const text = randomSchema(seed);
    for (const dialect of ['mysql', 'postgres']) {
      const ours = run(text, dialect);
      const reference = referenceSql(text, dialect);
      const left = expected(ours.status === 0 ? ours.stdout : ours.stderr);
      const right = expected(reference);
      compared += 1;
      if (left.join('\n') !== right.join('\n'))
        problems.push(`random schema ${seed}.${dialect} differs\n    ${firstDifference(left, right)}`);
    }
    const broken = damaged(text, seed);
    const ours = run(broken, 'mysql');
    const reference = referenceSql(broken, 'mysql');
    const accepted = ours.status === 0;
    const wanted = !reference.startsWith('rejected: ');
    rejected += wanted ? 0 : 1;
    if (accepted !== wanted && !isKnownDifference(ours, reference))
      problems.push(`damaged schema ${seed}: ours ${accepted ? 'accepts' : 'rejects'}, the reference does not\n` +
                    `    ${accepted ? reference : ours.stderr}`);
  }
  rmSync(path.dirname(file), { recursive: true });
  console.log(`${compared} texts of random schemas from seed ${first}, ${rejected} of ${count} damaged ones rejected`);
}

function checkReasons() {
  for (const [name, ids] of Object.entries(reasons)) {
    if (!used.has(name)) problems.push(`${name} is listed in deviations.json but does not differ`);
    for (const id of ids)
      if (!document.includes(`\`${id}\``)) problems.push(`${name}: docs/dbml2sql.md does not describe '${id}'`);
  }
}

compareCases();
compareProjectFiles();
compareRandomSchemas();
checkReasons();
console.log(`${identical} texts identical, ${explained} differ as documented, ${problems.length} problems`);
for (const problem of problems) console.log(`  ${problem}`);
process.exit(problems.length === 0 ? 0 : 1);
