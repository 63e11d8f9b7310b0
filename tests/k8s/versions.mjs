// Маніфести проти трьох версій Kubernetes: об'єкт є в API цієї версії, кожне поле їй відоме, обов'язкові на місці, типи ті самі.
// Моделі — з клієнтів Kubernetes, кожен з яких породжено з OpenAPI однієї версії (вона написана в самих файлах).
//   versions.mjs checkVersions(ОБ'ЄКТИ) → [{file, value, message}]

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const packages = Object.keys(JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')).devDependencies)
  .filter((name) => name.startsWith('kubernetes-client-'));

class Version {
  constructor(name) {
    this.models = join(here, 'node_modules', name, 'dist/gen/models');
    this.apis = join(this.models, '../apis');
    this.name = /OpenAPI spec version: (?:release-|v)([\d.]+)/.exec(readFileSync(join(this.models, 'V1Pod.js'), 'utf8'))[1];
    this.loaded = new Map();
  }

  /** Поля моделі: ім'я → {type, required}; null — такої немає. */
  async fields(model) {
    if (this.loaded.has(model)) return this.loaded.get(model);
    const file = join(this.models, `${model}.js`);
    let found = null;
    if (existsSync(file)) {
      const declared = readFileSync(join(this.models, `${model}.d.ts`), 'utf8');
      const { [model]: Class } = await import(pathToFileURL(file));
      found = new Map(Class.getAttributeTypeMap().map(({ name, baseName, type }) =>
        [baseName, { type, required: new RegExp(`^    '${name}': `, 'm').test(declared) }]));
    }
    this.loaded.set(model, found);
    return found;
  }

  /** Чи є в групі такий рід: «apps/v1» → AppsV1Api, createNamespacedStatefulSet. */
  serves({ apiVersion, kind }) {
    const [version, group = 'core'] = apiVersion.split('/').reverse();
    const words = [...group.replace(/\.k8s\.io$/, '').split('.'), version];
    const file = join(this.apis, `${words.map((word) => word[0].toUpperCase() + word.slice(1)).join('')}Api.d.ts`);
    return existsSync(file) && new RegExp(`\\bcreate(Namespaced)?${kind}\\(`).test(readFileSync(file, 'utf8'));
  }

  async complaints(value, type, path) {
    const wrong = (expected) => [`${path}: ${expected} expected`];
    const array = /^Array<(.*)>$/.exec(type);
    if (array) {
      if (!Array.isArray(value)) return wrong('a list');
      return (await Promise.all(value.map((item, i) => this.complaints(item, array[1], `${path}[${i}]`)))).flat();
    }
    const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
    if (map) {
      if (typeof value !== 'object' || Array.isArray(value)) return wrong('a map');
      return (await Promise.all(Object.entries(value).map(([key, item]) => this.complaints(item, map[1], `${path}.${key}`)))).flat();
    }
    if (type === 'any') return [];
    if (type === 'IntOrString') return ['string', 'number'].includes(typeof value) ? [] : wrong('a number or a text');
    if (type === 'Date' || /MicroTime$/.test(type)) return typeof value === 'string' ? [] : wrong('a time');
    if (['string', 'number', 'boolean'].includes(type)) return typeof value === type ? [] : wrong(`a ${type}`);
    const fields = await this.fields(type);
    if (!fields) throw new Error(`no model ${type} in Kubernetes ${this.name}`);
    if (typeof value !== 'object' || Array.isArray(value)) return wrong('an object');
    const found = [];
    for (const [name, item] of Object.entries(value)) {
      const field = fields.get(name);
      if (!field) found.push(`${path}.${name}: there is no such field`);
      else if (item !== null) found.push(...(await this.complaints(item, field.type, `${path}.${name}`)));
    }
    for (const [name, { required }] of fields)
      if (required && (value[name] === undefined || value[name] === null)) found.push(`${path}.${name} is missing`);
    return found;
  }

  async check(value) {
    if (!this.serves(value)) return [`there is no ${value.kind} in ${value.apiVersion}`];
    const version = value.apiVersion.split('/').pop();
    return this.complaints(value, version[0].toUpperCase() + version.slice(1) + value.kind, value.kind);
  }
}

export const versions = packages.map((name) => new Version(name));

export async function checkVersions(all) {
  const found = [];
  for (const version of versions)
    for (const object of all)
      for (const message of await version.check(object.value))
        found.push({ ...object, message: `Kubernetes ${version.name}: ${message}` });
  return found;
}
