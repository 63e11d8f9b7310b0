// Випадкові схеми для порівняння з dbml2sql: кожна частина мови, яку 6.6.0 розуміє, у випадкових поєднаннях.
// Те саме зерно дає той самий текст.

// mulberry32: 32 біти стану, рівномірно й відтворювано.
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const kNames = ['users', 'Order', 'line_item', '2nd_try', 'my table', 'ціна', 'group', 'select', 'note', 'Table',
                'x', 'índice', 'a-b', 'p.q'];
const kTypes = ['int', 'integer', 'bigint', 'smallint', 'varchar(20)', 'varchar', 'text', 'char(3)', 'date',
                'timestamp', 'boolean', 'decimal(10,2)', 'json', 'uuid', 'VARCHAR(40)', 'TEXT', 'INT', 'int(11)',
                '"double precision"', '"timestamp with time zone"', 'int[]', 'float'];
const kIntegers = ['int', 'integer', 'bigint', 'smallint', 'INT'];
const kActions = ['cascade', 'restrict', 'set null', 'set default', 'no action'];
const kTexts = ['plain', "it's", 'back\\\\slash', 'Ї€', 'a "quoted" word', '', '  padded', 'semi; -- colon'];

class Generator {
  constructor(seed) {
    this.next = randomFrom(seed);
    this.out = [];
    this.names = new Set();
    this.enums = [];
    this.partials = [];
    this.tables = [];
    this.connected = new Set();
  }

  pick(list) { return list[Math.floor(this.next() * list.length)]; }
  below(n) { return Math.floor(this.next() * n); }
  chance(p) { return this.next() < p; }
  line(text) { this.out.push(text); }

  // Ім'я, якого ще не було; серед них ключові слова, цифри спочатку, кирилиця і такі, що мусять бути в лапках.
  fresh(taken = this.names) {
    for (let number = 0;; ++number) {
      const name = this.pick(kNames) + (number > 3 || this.chance(0.6) ? `_${this.below(1000)}` : '');
      if (taken.has(name.toLowerCase())) continue;
      taken.add(name.toLowerCase());
      return name;
    }
  }
  written(name) {
    return /^[\p{L}_][\p{L}\p{M}\d_]*$/u.test(name) && this.chance(0.8) ? name : `"${name}"`;
  }
  keyword(word) { return this.chance(0.1) ? word.toUpperCase() : this.chance(0.1) ? word.toLowerCase() : word; }
  string() { return `'${this.pick(kTexts).replaceAll("'", "\\'")}'`; }
  note() {
    return this.chance(0.8) ? this.string() : `'''\n      first ${this.pick(['', "it\\'s", 'Ї'])}\n        second\n    '''`;
  }
  settings(list) { return list.length ? ` [${list.join(this.pick([', ', ',', ' , ']))}]` : ''; }
  comment() { return this.chance(0.05) ? this.pick([' // comment', ' /* block */']) : ''; }
  schema() { return this.chance(0.2) ? this.pick(['shop', 'Mixed']) : ''; }
  full({ schema, name }) { return (schema ? `${schema}.` : '') + this.written(name); }

  project() {
    if (this.chance(0.7)) return;
    this.line(`${this.keyword('Project')} p {\n  database_type: 'PostgreSQL'\n  Note: ${this.note()}\n}`);
  }

  enumeration() {
    const element = { schema: this.schema(), name: `kind_${this.fresh()}`, values: [] };
    const taken = new Set();
    const lines = [];
    for (let i = 0; i <= this.below(4); ++i) {
      element.values.push(this.fresh(taken));
      const note = this.chance(0.2) ? ` [note: ${this.string()}]` : '';
      lines.push(`  ${this.written(element.values.at(-1))}${note}`);
    }
    this.enums.push(element);
    this.line(`${this.keyword('Enum')} ${this.full(element)} {\n${lines.join('\n')}\n}`);
  }

  defaultOf(column) {
    if (column.element) return `'${column.element.values[0].replaceAll("'", "\\'")}'`;
    const type = column.type.toLowerCase();
    if (type === 'boolean') return this.pick(['true', 'false', 'TRUE', 'null']);
    if (/int|dec|float|double/.test(type) && !type.includes('[')) return this.pick(['0', '-5', '12', '1.5', 'null', '`1 + 1`']);
    if (/date|time/.test(type)) return '`now()`';
    if (/json|uuid|\[/.test(type)) return 'null';
    return this.string();
  }

  column(taken) {
    const column = { name: this.fresh(taken), type: this.pick(kTypes) };
    if (this.enums.length && this.chance(0.15)) {
      column.element = this.pick(this.enums);
      column.type = this.full(column.element);
    }
    const list = [];
    if (this.chance(0.3)) list.push(this.pick(['not null', 'null']));
    if (this.chance(0.15)) list.push('unique');
    if (this.chance(0.25)) list.push(`default: ${this.defaultOf(column)}`);
    const checks = [];
    while (this.chance(0.12) && checks.length < 3) checks.push(`check: \`${checks.length} < ${this.below(9)}\``);
    if (this.chance(0.2)) list.push(`note: ${checks.length ? this.string() : this.note()}`);
    list.push(...checks);
    column.settings = list;
    return column;
  }
  columnLine(column) {
    return `  ${this.written(column.name)} ${column.type}${this.settings(column.settings)}${this.comment()}`;
  }

  indexes(columns) {
    const usable = columns.filter((column) => !/\[|json|text/i.test(column.type));
    if (!usable.length || this.chance(0.6)) return '';
    const lines = [];
    for (let i = 0; i <= this.below(3); ++i) {
      const parts = [...usable].sort(() => this.next() - 0.5).slice(0, 1 + this.below(3)).map((c) => this.written(c.name));
      if (this.chance(0.15)) parts.unshift('`1 + 1`');
      const list = [];
      if (this.chance(0.3)) list.push('unique');
      if (this.chance(0.3)) list.push(`name: 'ix_${this.fresh()}'`);
      if (this.chance(0.2)) list.push('type: btree');
      if (this.chance(0.15)) list.push(`note: ${this.string()}`);
      const written = parts.length === 1 && this.chance(0.5) ? parts[0] : `(${parts.join(', ')})`;
      lines.push(`    ${written}${this.settings(list)}`);
    }
    return `\n  ${this.keyword('indexes')} {\n${lines.join('\n')}\n  }`;
  }
  checks() {
    if (this.chance(0.85)) return '';
    const name = this.chance(0.5) ? ` [name: 'ck_${this.fresh()}']` : '';
    return `\n  ${this.keyword('checks')} {\n    \`1 < ${this.below(9)}\`${name}\n    \`2 > 1\`\n  }`;
  }
  tableNote() {
    if (this.chance(0.8)) return '';
    return this.chance(0.5) ? `\n  Note: ${this.note()}` : `\n  ${this.keyword('Note')} {\n    ${this.string()}\n  }`;
  }

  partial() {
    const partial = { name: `part_${this.fresh()}`, columns: [] };
    const taken = new Set(['id']);
    for (let i = 0; i <= this.below(3); ++i) partial.columns.push(this.column(taken));
    this.partials.push(partial);
    this.line(`${this.keyword('TablePartial')} ${this.written(partial.name)} {\n` +
              `${partial.columns.map((column) => this.columnLine(column)).join('\n')}` +
              `${this.indexes(partial.columns)}${this.checks()}${this.tableNote()}\n}`);
  }

  table() {
    const table = { schema: this.schema(), name: this.fresh(), columns: [] };
    const taken = new Set();
    const lines = [];
    const key = { name: this.pick(['id', 'ID', 'ключ']), type: this.pick(kIntegers), settings: [this.pick(['pk', 'primary key'])] };
    taken.add(key.name.toLowerCase());
    if (this.chance(0.4)) key.settings.push('increment');
    if (this.chance(0.2)) key.settings = [];
    table.columns.push(key);
    lines.push(this.columnLine(key));
    for (let i = 0; i < this.below(5); ++i) {
      table.columns.push(this.column(taken));
      if (key.settings.length && this.chance(0.05)) table.columns.at(-1).settings.unshift('pk');
      lines.push(this.columnLine(table.columns.at(-1)));
    }
    for (const partial of this.partials)
      if (this.chance(0.3)) lines.splice(this.below(lines.length + 1), 0, `  ~${this.written(partial.name)}`);
    table.alias = this.chance(0.2) ? `alias_${this.tables.length}` : '';
    const header = [];
    if (this.chance(0.2)) header.push('headercolor: #3498DB');
    if (this.chance(0.15)) header.push(`note: ${this.note()}`);
    const noted = header.some((setting) => setting.startsWith('note'));
    const composite = !key.settings.length && table.columns.length > 1 && this.chance(0.5)
      ? `\n  indexes {\n    (${table.columns.slice(0, 2).map((c) => this.written(c.name)).join(', ')}) [pk]\n  }` : '';
    this.tables.push(table);
    this.line(`${this.keyword('Table')} ${this.full(table)}${table.alias ? ` as ${table.alias}` : ''}${this.settings(header)} {\n` +
              `${lines.join('\n')}${composite || this.indexes(table.columns)}${this.checks()}${noted ? '' : this.tableNote()}\n}`);
  }

  // Ті самі стовпці двічі з'єднати не можна.
  connects(a, b) {
    const ends = [a, b].map(([table, columns]) => `${table.schema}.${table.name}.${columns.map((c) => c.name).sort()}`);
    if (ends[0] === ends[1]) return false;
    const key = ends.sort().join('|');
    if (this.connected.has(key)) return false;
    this.connected.add(key);
    return true;
  }
  end([table, columns], tuple) {
    const owner = table.alias && this.chance(0.5) ? table.alias : this.full(table);
    const names = columns.map((column) => this.written(column.name));
    return !tuple ? `${owner}.${names[0]}` : `${owner}.(${names.join(', ')})`;
  }
  reference() {
    const [first, second] = [this.pick(this.tables), this.pick(this.tables)];
    const sign = this.pick(['>', '<', '-', '<>']);
    const width = Math.min(sign !== '<>' && this.chance(0.15) ? 2 : 1, first.columns.length, second.columns.length);
    const ends = sign === '<>' ? [[first, first.columns.slice(0, 1)], [second, second.columns.slice(0, 1)]]
                               : [[first, first.columns.slice(0, width)], [second, second.columns.slice(-width)]];
    if (!this.connects(...ends)) return;
    const list = [];
    if (sign !== '<>' && this.chance(0.3)) list.push(`delete: ${this.pick(kActions)}`);
    if (sign !== '<>' && this.chance(0.3)) list.push(`update: ${this.pick(kActions)}`);
    if (this.chance(0.1)) list.push('color: #abc');
    const name = sign !== '<>' && this.chance(0.3) ? ` ${this.written(`fk_${this.fresh()}`)}` : '';
    const tuple = width > 1 || this.chance(0.1);
    const body = `${this.end(ends[0], tuple)} ${sign} ${this.end(ends[1], tuple)}${this.settings(list)}`;
    this.line(this.chance(0.8) ? `${this.keyword('Ref')}${name}: ${body}` : `${this.keyword('Ref')}${name} {\n  ${body}\n}`);
  }

  rows() {
    const table = this.pick(this.tables);
    if (table.filled || this.chance(0.5)) return;
    table.filled = true;
    const columns = table.columns.filter((c) => /^(int|bigint|varchar\(20\)|boolean|text)$/.test(c.type));
    if (!columns.length) return;
    const value = (column) => {
      if (this.chance(0.1) && !column.settings.includes('increment')) return 'null';
      if (/^(int|bigint)/.test(column.type)) return String(this.below(1000));
      return column.type === 'boolean' ? this.pick(['true', 'false', '1', "'yes'"]) : this.string();
    };
    const lines = [];
    for (let i = 0; i <= this.below(3); ++i) lines.push(`  ${columns.map(value).join(', ')}`);
    this.line(`${this.keyword('records')} ${this.full(table)}(${columns.map((c) => this.written(c.name)).join(', ')}) {\n${lines.join('\n')}\n}`);
  }

  rest() {
    if (this.chance(0.3)) this.line(`${this.keyword('TableGroup')} g1 [color: #345678] {\n  ${this.full(this.pick(this.tables))}\n  Note: ${this.note()}\n}`);
    if (this.chance(0.2)) this.line(`${this.keyword('Note')} sticky {\n  ${this.note()}\n}`);
  }

  schemaText() {
    this.project();
    for (let i = 0; i < this.below(3); ++i) this.enumeration();
    for (let i = 0; i < this.below(3); ++i) this.partial();
    for (let i = 0; i <= this.below(5); ++i) this.table();
    for (let i = 0; i < this.below(7); ++i) this.reference();
    for (let i = 0; i < this.below(3); ++i) this.rows();
    this.rest();
    return `${this.out.join('\n\n')}\n`;
  }
}

export const randomSchema = (seed) => new Generator(seed).schemaText();

/// Одна випадкова вада: вилучений, повторений або переставлений шматок.
export function damaged(text, seed) {
  const next = randomFrom(seed ^ 0x5bd1e995);
  const words = text.match(/\s+|[\p{L}\p{M}\d_]+|'''|./gsu);
  const at = Math.floor(next() * words.length);
  const other = Math.floor(next() * words.length);
  const kind = next();
  if (kind < 0.4) words.splice(at, 1);
  else if (kind < 0.7) words.splice(at, 0, words[other]);
  else [words[at], words[other]] = [words[other], words[at]];
  return words.join('');
}
