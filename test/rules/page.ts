// A rule's page in docs/rules, taken apart: what it says of the rule, its examples, and what it quotes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type FileTexts, quietMasterCf } from '../support/markers.ts';

export interface Page {
  readonly title: string;
  readonly code: string;
  readonly severity: string;
  /** The headings of its sections. */
  readonly sections: readonly string[];
  readonly wrong: readonly Example[];
  readonly right: readonly Example[];
  /** What Postfix prints, logs and answers, line by line. */
  readonly quotes: readonly string[];
  /** The JSON of its last section. */
  readonly setting: string;
}

/** A block of main.cf, and the block of master.cf behind it if there is one. */
export interface Example {
  readonly files: FileTexts;
  readonly hasMasterCf: boolean;
  /** `postfix=3.7` behind the language: the release that it is for. */
  readonly release?: string;
}

const folder = new URL('../../docs/rules/', import.meta.url);
export const indexFile = fileURLToPath(new URL('README.md', folder));

/** The codes that there are pages for. */
export function pageCodes(): readonly string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return files.map((name) => name.slice(0, -'.md'.length)).sort();
}

export function hasTests(code: string): boolean {
  return existsSync(new URL(`${code}.test.ts`, import.meta.url));
}

export function readPage(code: string): Page {
  const [head = '', ...sections] = readFileSync(new URL(`${code}.md`, folder), 'utf8').split(/^## /m);
  const [, title = '', named = '', severity = ''] = /^# (.*)\n\n`(.*)` · (\w+)\n\n$/.exec(head) ?? [];
  const section = (heading: string) => sections.find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return {
    title,
    code: named,
    severity,
    sections: sections.map((text) => text.slice(0, text.indexOf('\n'))),
    wrong: examplesIn(section('Wrong')),
    right: examplesIn(section('Right')),
    quotes: quotesIn(section('What Postfix does')),
    setting: fencesIn(section('How to silence it')).find(({ language }) => language === 'json')?.text ?? '',
  };
}

interface Fence {
  readonly language: string;
  readonly release?: string;
  readonly text: string;
}

function fencesIn(text: string): readonly Fence[] {
  return [...text.matchAll(/^```(\S+)(?: postfix=(\S+))?\n(.*?)^```$/gms)].map(
    ([, language = '', release, inside = '']) => ({
      language,
      text: inside,
      ...(release === undefined ? {} : { release }),
    }),
  );
}

function examplesIn(text: string): readonly Example[] {
  const fences = fencesIn(text);
  return fences.flatMap((fence, i) => {
    if (fence.language !== 'postfix-main') return [];
    const next = fences[i + 1];
    const master = next?.language === 'postfix-master' ? next.text : undefined;
    return {
      files: { 'main.cf': fence.text, 'master.cf': master ?? quietMasterCf },
      hasMasterCf: master !== undefined,
      ...(fence.release === undefined ? {} : { release: fence.release }),
    };
  });
}

function quotesIn(text: string): readonly string[] {
  const [fence] = fencesIn(text).filter(({ language }) => language === 'text');
  return fence?.text.trimEnd().split('\n') ?? [];
}
