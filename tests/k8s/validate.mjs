// Звіряє маніфести зі схемами OpenAPI самого Kubernetes (пакет kubernetes-models створено з них).
//   node validate.mjs ТЕКА…      усі *.yaml у теках; код 1, якщо щось негаразд
// Третя (versions.mjs) — те саме за OpenAPI кожної з трьох поточних версій. Перші дві перевірки доповнюють одна одну: validate() — типи, переліки, обов'язкові поля; TypeScript — невідомі поля
// (одруківку в readOnlyRootFilesystem сервер мовчки відкинув би).

import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import { checkVersions, versions } from './versions.mjs';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));

/** Усі *.yaml теки та її підтек. */
function manifests(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name))
    .sort();
}

/** Об'єкти файлу; повторений ключ чи інша помилка YAML — виняток. */
function objects(file) {
  return parseAllDocuments(readFileSync(file, 'utf8'), { uniqueKeys: true, version: '1.1' }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0].message}`);
    return { file, value: document.toJS() };
  });
}

/** «apps/v1» + «StatefulSet» → модуль kubernetes-models/apps/v1/StatefulSet. */
const moduleOf = ({ apiVersion, kind }) => `kubernetes-models/${apiVersion}/${kind}`;

function schemaErrors({ value }) {
  let Model;
  try {
    Model = require(moduleOf(value))[value.kind];
  } catch {
    return [`Kubernetes has no ${value.kind} in ${value.apiVersion}`];
  }
  try {
    new Model(value).validate();
    return [];
  } catch (error) {
    return [error.message];
  }
}

/** Кожен об'єкт стає літералом свого типу: зайве поле в літералі TypeScript вважає помилкою. */
function unknownFields(all) {
  const file = join(here, 'manifests.ts');
  const source = all
    .map(({ value }, i) => `import { I${value.kind} as T${i} } from '${moduleOf(value)}';\n` +
                           `export const o${i}: T${i} = ${JSON.stringify(value)};\n`)
    .join('');
  const options = { strict: true, noEmit: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022,
                    module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [] };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (name) => (name === file ? source : readFile(name));
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, source, options.target) : getSourceFile(name, ...rest);
  return ts.getPreEmitDiagnostics(ts.createProgram([file], options, host)).map((diagnostic) => {
    const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start).line ?? 0;
    const object = all[Math.floor(line / 2)];
    return { ...object, message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ') };
  });
}

// Схем цих груп у Kubernetes немає: kustomize читає свої файли сам, а monitoring.coreos.com приносить оператор.
const foreign = /^(kustomize\.config\.k8s\.io|monitoring\.coreos\.com)\//;
const every = process.argv.slice(2).flatMap(manifests).flatMap(objects);
const all = every.filter(({ value }) => !foreign.test(value.apiVersion));
if (all.length === 0) {
  console.error('no manifests found');
  process.exit(2);
}
const found = all.flatMap((object) => schemaErrors(object).map((message) => ({ ...object, message })));
if (found.length === 0) found.push(...unknownFields(all));
found.push(...(await checkVersions(all)));
for (const { file, value, message } of found)
  console.error(`${file}: ${value.kind} ${value.metadata?.name}: ${message}`);
if (found.length > 0) process.exit(1);
console.log(`${all.length} objects agree with the schemas of Kubernetes ${versions.map(({ name }) => name).join(', ')}; ${every.length - all.length} have none there`);
