// Counts the names that real configurations set (in POSTFIX_CORPUS, or in a folder that you name), and writes the
// ranking to server/catalog/common-parameters.json. The ranking contains names only, no values.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const usage = 'Usage: node scripts/common-parameters.mjs [FOLDER]';
/** A name in fewer files says more about its owner than about mail servers. */
const leastFiles = 3;

const catalog = fileURLToPath(new URL('../server/catalog/', import.meta.url));
const folder = process.argv[2] ?? process.env.POSTFIX_CORPUS;
if (folder === undefined) {
  console.error(usage);
  process.exit(2);
}

/** Set by the installation of Postfix, not by the administrator (postfix-install). */
const installed = new Set([
  'command_directory',
  'daemon_directory',
  'data_directory',
  'debugger_command',
  'html_directory',
  'mail_owner',
  'mailq_path',
  'manpage_directory',
  'meta_directory',
  'newaliases_path',
  'queue_directory',
  'readme_directory',
  'sample_directory',
  'sendmail_path',
  'setgid_group',
  'shlib_directory',
]);

/** @param {string} name */
const read = (name) => JSON.parse(readFileSync(join(catalog, name), 'utf8'));
/** @type {{ name: string, defaults?: { value: string }[] }[]} */
const facts = read('parameters.json').parameters;
/** The defaults of each name in any release. */
const parameters = new Map(facts.map(({ name, defaults = [] }) => [name, defaults.map((d) => d.value)]));
const restrictions = new Set(Object.keys(read('restrictions.json').restrictions));

/** Names with the number of files that contain them. The most frequent name is first. */
class Ranking {
  /** @type {Map<string, number>} */
  counts = new Map();

  /** @param {Iterable<string>} names the names in one file */
  add(names) {
    for (const name of new Set(names)) this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** @param {number} least the number of files that must contain a name */
  names(least) {
    const frequent = [...this.counts].filter(([, count]) => count >= least);
    return frequent.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
  }
}

const setParameters = new Ranking();
const usedRestrictions = new Ranking();
/** @type {Map<string, Ranking>} by list: `recipient` for smtpd_recipient_restrictions */
const usedInLists = new Map();
for (const text of mainFiles(folder)) {
  const entries = logicalLines(text).flatMap((line) => {
    const [, name, value] = /^([^\s=]+)\s*=(.*)$/s.exec(line) ?? [];
    return name !== undefined && value !== undefined && parameters.has(name)
      ? [{ name, value: value.trim() }]
      : [];
  });
  // A line that sets the default comes from the main.cf that Postfix installs.
  const chosen = entries.filter(({ name, value }) => !parameters.get(name)?.includes(value));
  setParameters.add(chosen.map(({ name }) => name).filter((name) => !installed.has(name)));
  /** @type {Map<string, string[]>} */
  const lists = new Map();
  for (const { name, value } of entries) {
    const [, list] = /^smtpd_(.*)_restrictions$/.exec(name) ?? [];
    if (list === undefined) continue;
    const words = value.split(/[\s,]+/).filter((word) => restrictions.has(word));
    lists.set(list, [...(lists.get(list) ?? []), ...words]);
  }
  usedRestrictions.add([...lists.values()].flat());
  for (const [list, words] of lists) {
    const used = usedInLists.get(list) ?? new Ranking();
    usedInLists.set(list, used);
    used.add(words);
  }
}

const lists = Object.fromEntries([...usedInLists].sort().map(([list, used]) => [list, used.names(1)]));
const ranking = {
  parameters: setParameters.names(leastFiles),
  restrictions: usedRestrictions.names(leastFiles),
  lists,
};
const data = { $schema: './common-parameters.schema.json', ranking };
writeFileSync(join(catalog, 'common-parameters.json'), `${JSON.stringify(data, null, 2)}\n`);
console.log(`${ranking.parameters.length} parameters, ${ranking.restrictions.length} restrictions`);

/**
 * The texts of the main.cf files in a folder, without older versions of a file (`…@blob-…`).
 * @param {string} folder
 */
function mainFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => /main\.cf/.test(basename(path)) && !/\.default|@blob-/.test(basename(path)))
    .sort()
    .map((path) => readFileSync(path, 'utf8'));
}

/**
 * Lines with their continuations, without comments and blank lines.
 * @param {string} text
 */
function logicalLines(text) {
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(#|$)/.test(line));
  return lines.join('\n').split(/\n(?!\s)/);
}
