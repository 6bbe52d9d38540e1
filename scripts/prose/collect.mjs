// Every text written for people, as Markdown: one document for each file, and one for the texts of the rules.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importSource } from '../generate/import-source.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * @typedef {object} Document
 * @property {string} name of the file, or of the source of the lines
 * @property {string} text Markdown
 * @property {readonly string[]} [places] the place of each line, if it is not the line number
 */

/** @returns {Promise<readonly Document[]>} */
export async function collectDocuments() {
  const markdown = markdownFiles().map((name) => ({ name, text: withoutData(read(name)) }));
  return [...markdown, ...catalogFiles().map(fromJson), fromJson('package.json'), await fromRules()];
}

/** Hand-written pages. docs/parameters is generated from the catalog, which is checked itself. */
function markdownFiles() {
  const inRoot = readdirSync(root).filter((name) => name.endsWith('.md'));
  const below = ['docs', 'examples', '.github', 'client', 'server'].flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !/(?:^|\/)(?:node_modules|dist|parameters)\//.test(name))
      .map((name) => `${folder}/${name}`),
  );
  return [...inRoot, ...below].sort();
}

function catalogFiles() {
  return readdirSync(`${root}server/catalog`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => `server/catalog/${name}`)
    .sort();
}

/** @param {string} name */
function read(name) {
  return readFileSync(`${root}${name}`, 'utf8');
}

/** Tables of measured values and generated lists are data. @param {string} text */
function withoutData(text) {
  return text.replace(/<!-- generated -->[\s\S]*?<!-- end -->/g, (all) => all.replace(/[^\n]/g, ''));
}

/** The members of JSON files that contain sentences. */
const sentences =
  /^(?:summary|details|meaning|argument|about|title|meant|description|markdownDescription|enumDescriptions|markdownEnumDescriptions|deprecationMessage|use|contents|fragments|shortTitle|label)$/;

/** @param {string} name @returns {Document} */
function fromJson(name) {
  /** @type {string[]} */
  const lines = [];
  /** @type {string[]} */
  const places = [];
  /**
   * @param {unknown} value
   * @param {readonly string[]} path
   */
  const visit = (value, path) => {
    if (typeof value === 'string') {
      if (!path.some((key) => sentences.test(key)) || !/\s/.test(value) || path.at(-1) === '$ref') return;
      lines.push(value.replaceAll('\n', ' '), '');
      places.push(path.join('.'), '');
    } else if (typeof value === 'object' && value !== null)
      for (const [key, member] of Object.entries(value)) visit(member, [...path, key]);
  };
  visit(JSON.parse(read(name)), []);
  return { name, text: lines.join('\n'), places };
}

/** The titles of the rules, and the messages about the examples on their pages. @returns {Promise<Document>} */
async function fromRules() {
  const { ruleTexts } = await importSource(`${root}scripts/prose/rule-texts.ts`);
  /** @type {readonly { where: string, text: string }[]} */
  const texts = await ruleTexts();
  return {
    name: 'what the rules say',
    text: texts.map(({ text }) => `${asMarkdown(text)}\n`).join('\n'),
    places: texts.flatMap(({ where }) => [where, '']),
  };
}

/**
 * A message quotes Postfix's log texts and names from the user's files. Neither is our text.
 * @param {string} message
 */
function asMarkdown(message) {
  return message
    .replace(/"[^"]*"/g, '`x`')
    .replace(/[\w$./:-]*[_=/$@:][\w$./:[\]-]*|(?<= )-\w\b/g, (word) =>
      /^[A-Za-z]+[:.]$/.test(word) ? word : '`x`',
    )
    .replaceAll(/[<>*[\]|\\{}#]/g, ' ');
}
