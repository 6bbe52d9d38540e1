// docs/parameters: a page for each family of parameters and an index, generated from the catalog.

import { readFileSync } from 'node:fs';
import familyData from '../../server/catalog/families.json' with { type: 'json' };
import parameterData from '../../server/catalog/parameters.json' with { type: 'json' };
import valueTypeData from '../../server/catalog/value-types.json' with { type: 'json' };
import type { Lifetime } from '../../server/src/catalog/release.ts';
import type { ValueType } from '../../server/src/syntax/value-type.ts';
import { readDocs } from '../catalog/docs.mjs';
import { anchor, quoted } from './markdown.ts';
import { typeInWords } from './type-words.ts';

interface Facts extends Lifetime {
  readonly name: string;
  readonly kind: string;
  readonly min?: number;
  readonly max?: number;
  readonly defaults?: readonly Default[];
  readonly build_or_host_dependent?: boolean;
  readonly used_by?: readonly string[];
  readonly deprecated?: {
    readonly warned_since: string;
    readonly replacement?: string;
  };
}

interface Default {
  readonly from: string;
  readonly value: string;
}

type Family = (typeof familyData.families)[number] & { readonly parameters: readonly string[] };

const { parameters: docs } = readDocs();
const facts = new Map((parameterData.parameters as readonly Facts[]).map((each) => [each.name, each]));
const types: Readonly<Record<string, ValueType | undefined>> = valueTypeData.parameters as never;
/** The families in order, each with the parameters that its text file describes. */
export const families: readonly Family[] = familyData.families.map((family) => ({
  ...family,
  parameters: textsOf(family.name),
}));
const pageOf = new Map(families.flatMap(({ name, parameters }) => parameters.map((each) => [each, name])));

/** The pages by file name. */
export function parameterPages(): ReadonlyMap<string, string> {
  const pages = families.map((family) => [`${family.name}.md`, page(family)] as const);
  return new Map([['README.md', index()], ...pages]);
}

function index(): string {
  const rows = families.map(
    ({ name, title, about, parameters }) => `| [${title}](${name}.md) | ${parameters.length} | ${about} |`,
  );
  const names = [...pageOf.keys()].sort();
  const letters = [...new Set(names.map((name) => name.charAt(0)))];
  const byLetter = letters.map(
    (letter) =>
      `**${letter}** ${names
        .filter((name) => name.startsWith(letter))
        .map(link)
        .join(' · ')}`,
  );
  return document([
    '# The parameters of Postfix',
    `The meaning of each of the ${pageOf.size} parameters of main.cf, the release that introduced it, and its default in each release. The editor shows the same text when you hover over a name.`,
    ['| Topic | Parameters | Description |', '|---|---|---|', ...rows].join('\n'),
    '## By name',
    ...byLetter,
  ]);
}

function page({ title, about, parameters }: Family): string {
  return document([
    `# ${title}`,
    `${about} [All parameters](README.md)`,
    parameters.map((name) => `[${name}](#${anchor(name)})`).join(' · '),
    ...parameters.flatMap(entry),
  ]);
}

function entry(name: string): string[] {
  const known = facts.get(name);
  const doc = docs[name];
  const mirrored = doc?.mirrors;
  const { details = [], values = [], example = [], see = [] } = doc ?? {};
  return [
    `## ${name}`,
    ...(mirrored === undefined ? [] : [`Like ${link(mirrored)}: its description also applies here.`]),
    ...(doc === undefined ? [] : [doc.summary]),
    ...(known === undefined ? [] : [list(factLines(known))]),
    ...details,
    ...(values.length === 0
      ? []
      : [list(values.map(({ value, meaning }) => `${quoted(value)} — ${meaning}`))]),
    ...(example.length === 0 ? [] : [['```', ...example, '```'].join('\n')]),
    ...(see.length === 0 ? [] : [`See also: ${see.map(link).join(', ')}`]),
  ];
}

function factLines({ name, min, max, used_by = [], deprecated, ...rest }: Facts): string[] {
  const type = types[name];
  return [
    ...(type === undefined ? [] : [`**Value:** ${typeInWords(type, { min, max })}`]),
    ...defaultLines(rest),
    `**Since:** ${age(rest)}`,
    ...(deprecated === undefined
      ? []
      : [
          `**Deprecated:** Postfix warns since ${deprecated.warned_since}${replacement(deprecated.replacement)}`,
        ]),
    ...(used_by.length === 0 ? [] : [`**Used by:** ${used_by.map(program).join(', ')}`]),
  ];
}

/** If there are more defaults than this, only the releases that changed them are listed. */
const maxDefaults = 4;
const maxDefaultsLength = 400;

function defaultLines({
  defaults = [],
  build_or_host_dependent: varies,
  last,
}: Omit<Facts, 'name'>): string[] {
  const [first, ...later] = defaults;
  const newest = defaults.at(-1);
  if (first === undefined || newest === undefined) return [];
  const condition = varies === true ? ' (depends on the build or on the host)' : '';
  const length = defaults.reduce((sum, { value }) => sum + value.length, 0);
  if (defaults.length <= maxDefaults && length <= maxDefaultsLength) {
    const changes = later.map(({ from, value }) => `${quoted(value)} since ${from}`);
    return [`**Default:** ${[quoted(first.value), ...changes].join(', ')}${condition}`];
  }
  const changed = later.map(({ from }) => from).join(', ');
  const since = last === undefined ? 'in the newest release' : `in ${last}`;
  return [`**Default:** ${quoted(newest.value)} ${since}${condition}; changed in ${changed}`];
}

function age({ since, last, backports = [] }: Lifetime): string {
  const first = since === '2.0' ? 'Postfix 2.0 or earlier' : `Postfix ${since}`;
  const patches = backports.length === 0 ? '' : `, also in ${backports.join(', ')}`;
  return `${first}${patches}${last === undefined ? '' : `; removed after ${last}`}`;
}

function replacement(name: string | undefined): string {
  return name === undefined ? '' : `; use ${link(name)} instead`;
}

function program(name: string): string {
  return name === 'global' ? 'all programs' : name === 'tls' ? 'programs that use TLS' : `\`${name}\``;
}

/** A link to the entry of a parameter. Any other name becomes inline code. */
function link(name: string): string {
  const page = pageOf.get(name);
  return page === undefined ? `\`${name}\`` : `[${name}](${page}.md#${anchor(name)})`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function document(paragraphs: readonly string[]): string {
  return `${paragraphs.join('\n\n')}\n`;
}

function textsOf(family: string): readonly string[] {
  const file = new URL(`../../server/catalog/docs/parameters/${family}.json`, import.meta.url);
  const { parameters } = JSON.parse(readFileSync(file, 'utf8')) as {
    parameters: Readonly<Record<string, unknown>>;
  };
  return Object.keys(parameters);
}
