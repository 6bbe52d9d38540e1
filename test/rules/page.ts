// Parses the page of a rule in docs/rules: what it says about the rule, its examples, and its quotes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { FileStamp } from '../../server/src/host.ts';
import { type FileTexts, quietMasterCf } from '../support/markers.ts';

export interface Page {
  readonly title: string;
  readonly code: string;
  readonly severity: string;
  /** The headings of its sections. */
  readonly sections: readonly string[];
  readonly wrong: readonly Example[];
  readonly right: readonly Example[];
  /** The lines that Postfix prints, logs, or sends when it starts or when a stranger connects. */
  readonly quotes: readonly string[];
  /** The lines of `log` blocks: what Postfix logs in situations that test/postfix/rules-*.test.ts create. */
  readonly logs: readonly string[];
  /** The text of the last section. */
  readonly silencing: string;
}

/** A block of main.cf and the blocks that follow it: master.cf, tables (`file=NAME`). */
export interface Example {
  readonly files: FileTexts;
  readonly hasMasterCf: boolean;
  /** The file names of its tables. */
  readonly tables: readonly string[];
  /** A block `disk`: on each line a file name, then `missing` or the time of the last change in seconds. */
  readonly stamps: Readonly<Record<string, FileStamp | 'missing'>>;
  /** A block `pem`: on each line a file name, then the labels of the PEM objects in it. */
  readonly pems: Readonly<Record<string, readonly string[]>>;
  /** From `postfix=3.7` after the language: the release that the example is for. */
  readonly release?: string;
}

/** The heading of the last section of a page. */
export const silencingHeading = 'How to silence it';

/** The release that the tests run with: Debian's. A page has to name the release of anything that differs. */
export const tested = '3.7';

const folder = new URL('../../docs/rules/', import.meta.url);

/** The codes of the rules that have a page. */
export function pageCodes(): readonly string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return files.map((name) => name.slice(0, -'.md'.length)).sort();
}

export function hasTests(code: string): boolean {
  return existsSync(new URL(`${code}.test.ts`, import.meta.url));
}

export function readPage(code: string): Page {
  const [head = '', ...sections] = textOf(code).split(/^## /m);
  const [, title = '', named = '', severity = ''] = /^# (.*)\n\n`(.*)` · (\w+)\n\n$/.exec(head) ?? [];
  const section = (heading: string) => sections.find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return {
    title,
    code: named,
    severity,
    sections: sections.map((text) => text.slice(0, text.indexOf('\n'))),
    wrong: examplesIn(section('Wrong')),
    right: examplesIn(section('Right')),
    quotes: quotesIn(section('What Postfix does'), 'text'),
    logs: quotesIn(section('What Postfix does'), 'log'),
    silencing: section(silencingHeading).slice(silencingHeading.length).trim(),
  };
}

/** The text under one heading of a page. */
export function sectionOf(code: string, heading: string): string {
  const section = textOf(code)
    .split(/^## /m)
    .find((text) => text.startsWith(`${heading}\n`));
  return section?.slice(heading.length + 1) ?? '';
}

export function withoutBlocks(text: string): string {
  return text.replace(/^```.*?^```$/gms, '');
}

/** The messages that prose quotes: text in backquotes that has more than one word and is not a command. */
export function quotedIn(prose: string): readonly string[] {
  return [...prose.matchAll(/`([^`]+)`/g)]
    .map(([, quote = '']) => quote.replace(/\s+/g, ' '))
    .filter((quote) => quote.includes(' ') && !/^post\w+ \w+$/.test(quote));
}

function textOf(code: string): string {
  return readFileSync(new URL(`${code}.md`, folder), 'utf8');
}

/** After the language, `unended` means no newline at the end, and `crlf` means Windows line endings. */
interface Fence {
  readonly language: string;
  readonly release?: string;
  readonly file?: string;
  readonly text: string;
}

function fencesIn(text: string): readonly Fence[] {
  return [
    ...text.matchAll(/^```(\S+)(?: postfix=(\S+))?(?: file=(\S+))?(?: (unended|crlf))?\n(.*?)^```$/gms),
  ].map(([, language = '', release, file, ending, inside = '']) => ({
    language,
    text: withEnding(inside, ending),
    ...(release === undefined ? {} : { release }),
    ...(file === undefined ? {} : { file }),
  }));
}

function withEnding(text: string, ending: string | undefined): string {
  if (ending === 'unended') return text.slice(0, -1);
  return ending === 'crlf' ? text.replaceAll('\n', '\r\n') : text;
}

/** The examples of a page, in the order of the page. */
export function examplesIn(text: string): readonly Example[] {
  const fences = fencesIn(text);
  return fences.flatMap((fence, i) => {
    if (fence.language !== 'postfix-main') return [];
    const rest = fences.slice(i + 1);
    const end = rest.findIndex(({ language }) => language === 'postfix-main');
    const others = end < 0 ? rest : rest.slice(0, end);
    const master = others.find(({ language }) => language === 'postfix-master')?.text;
    const tables = others.flatMap(({ file, text }) => (file === undefined ? [] : [[file, text] as const]));
    return {
      files: {
        'main.cf': fence.text,
        'master.cf': master ?? quietMasterCf,
        ...Object.fromEntries(tables),
      },
      hasMasterCf: master !== undefined,
      tables: tables.map(([file]) => file),
      stamps: stampsIn(others.find(({ language }) => language === 'disk')?.text ?? ''),
      pems: pemsIn(others.find(({ language }) => language === 'pem')?.text ?? ''),
      ...(fence.release === undefined ? {} : { release: fence.release }),
    };
  });
}

function stampsIn(text: string): Example['stamps'] {
  const lines = [...text.matchAll(/^(\S+) (\S+)$/gm)].map(
    ([, name = '', state = '']) =>
      [name, state === 'missing' ? 'missing' : { size: 1, modified: Number(state) * 1000 }] as const,
  );
  return Object.fromEntries(lines);
}

function pemsIn(text: string): Example['pems'] {
  const lines = [...text.matchAll(/^(\S+) (.+)$/gm)];
  return Object.fromEntries(lines.map(([, name = '', labels = '']) => [name, labels.split(', ')]));
}

function quotesIn(text: string, kind: 'text' | 'log'): readonly string[] {
  const [fence] = fencesIn(text).filter(({ language }) => language === kind);
  return fence?.text.trimEnd().split('\n') ?? [];
}
