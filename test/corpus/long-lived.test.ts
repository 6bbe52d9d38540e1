// A service after many edits and changes of the release and the settings gives the same answers as a new service.
//
// FUZZ_EDITS sets the number of edits, FUZZ_SEED repeats a run. CI uses one seed: a new one can find a fault that the
// change under test did not cause.

import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { timeLimit } from '../../scripts/time-limit.mjs';
import type { Severity } from '../../server/src/lint/rule.ts';
import {
  createPostfixService,
  defaultSettings,
  type PostfixService,
  type Settings,
} from '../../server/src/service.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { corpusFiles } from '../support/corpus.ts';

const edits = Number(process.env.FUZZ_EDITS ?? 600);
const seed = Number(process.env.FUZZ_SEED ?? (process.env.CI ? 40_946_364 : Date.now() % 1_000_000_000));
const compareEvery = 10;

/** A file as an editor has it: two of its names determine its kind. */
interface OpenFile {
  readonly uri: string;
  readonly language: string;
  text: string;
}

interface State {
  readonly files: readonly OpenFile[];
  settings: Settings;
  installed: string | undefined;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = randomFrom(seed);
const index = (length: number): number => Math.floor(random() * length);
const oneOf = <T>(list: readonly T[]): T => list[index(list.length)] as T;

const mainLines = [
  'smtputf8_enable = no',
  'smtputf8_enable = yes',
  'compatibility_level = 0',
  'compatibility_level = 3.6',
  'default_database_type = lmdb',
  'smtpd_recipient_restrictions = check_recipient_access hash:FILE, reject_unauth_destination',
  'smtpd_recipient_restrictions = check_recipient_access pcre:FILE, reject_unauth_destination',
  'smtpd_sender_restrictions = check_sender_access cidr:FILE',
  'transport_maps = hash:FILE',
  'transport_maps = regexp:FILE',
  'header_checks = regexp:FILE',
  'milter_header_checks = pcre:FILE',
  'smtp_header_checks = pcre:FILE',
  'alias_maps = texthash:FILE',
  'virtual_alias_maps = hash:FILE, mysql:FILE',
  'smtp_sasl_password_maps = hash:FILE',
  'mynetworks = cidr:FILE',
  'mynetworks = 127.0.0.0/8',
  'smtpd_restriction_classes = office',
  'office = permit_mynetworks, reject',
  'smtp_tls_security_level = $level',
  'level = may',
  '# postfix-lint-disable-next-line',
];
const tableLines = [
  'example.com OK',
  'example.com REJECT',
  '/^Subject: (.*)/ PREPEND X: $1',
  '/(/ OK',
  '192.0.2.0/24 permit',
  'if /x/',
  'endif',
  'b\u00e4cker@example.com smtp:[mail.example.com]',
  '\ufffd\ufffd broken',
  'user: |"/bin/x", :include:/y',
  'hosts = 127.0.0.1',
  '{{ template }} x',
];
const masterLines = [
  'smtp inet n - y - - smtpd',
  '  -o smtputf8_enable=no',
  '  -o smtpd_recipient_restrictions=office',
  'submission inet n - n - - smtpd',
  'slow unix - - n - - smtp',
];
const characters = ['x', '$', '#', ' ', '\n', '\\', '{', '}', '=', ':', ',', '"', '\t'];
const releases = ['auto', '2.3', '2.9', '3.0', '3.4', '3.7', '3.9', '3.11'];
const codes = ['unknown-parameter', 'bad-table-entry', 'overridden-parameter', 'open-relay', 'bad-boolean'];
const severities: readonly (Severity | 'off')[] = ['off', 'error', 'hint'];

function start(state: State): PostfixService {
  const service = createPostfixService({
    readFile: async () => undefined,
    machine: { hostname: 'mail.example.com' },
    log: (message) => expect.unreachable(message),
  });
  service.configure(state.settings);
  service.setInstalledRelease(state.installed);
  for (const { uri, language, text } of state.files) service.open(uri, language, text);
  return service;
}

/** The findings of all files, by file. */
async function answers(service: PostfixService, { files }: State): Promise<unknown> {
  const found = [];
  for (const { uri } of files) found.push([uri, await service.diagnostics(uri)]);
  return found;
}

function stateOf(directory: string, paths: readonly string[]): State {
  const known: Readonly<Record<string, string>> = {
    'main.cf': 'postfix-main',
    'master.cf': 'postfix-master',
  };
  const files = paths.map((path) => ({
    uri: `file:///etc/postfix/${path.slice(directory.length + 1)}`,
    language: known[basename(path)] ?? 'postfix-table',
    text: readFileSync(path, 'utf8'),
  }));
  return { files, settings: { ...defaultSettings, version: '3.7' }, installed: undefined };
}

function step(service: PostfixService, state: State): string {
  const kind = random();
  if (kind < 0.04) {
    const version = oneOf(releases);
    state.settings = { ...state.settings, version };
    service.configure(state.settings);
    return `version ${version}`;
  }
  if (kind < 0.06) {
    state.installed = oneOf([undefined, '2.11', '3.5', '3.10']);
    service.setInstalledRelease(state.installed);
    return `installed ${state.installed}`;
  }
  if (kind < 0.09) {
    const rules = { ...state.settings.lint.rules, [oneOf(codes)]: oneOf(severities) };
    state.settings = { ...state.settings, lint: { ...state.settings.lint, rules } };
    service.configure(state.settings);
    return `severities ${JSON.stringify(rules)}`;
  }
  const file = oneOf(state.files);
  if (kind < 0.12) {
    service.close(file.uri);
    service.open(file.uri, file.language, file.text);
    return `close and open ${file.uri}`;
  }
  const source = SourceText.of(file.text);
  const { text, ...wanted } = editOf(file, source, state);
  const range = { start: source.positionAt(wanted.start), end: source.positionAt(wanted.end) };
  // No position of the protocol is between a CR and its LF.
  const edit = { start: source.offsetAt(range.start), end: source.offsetAt(range.end), text };
  service.change(file.uri, [{ range, text: edit.text }]);
  file.text = file.text.slice(0, edit.start) + edit.text + file.text.slice(edit.end);
  return `${file.uri} ${JSON.stringify(edit)}`;
}

function editOf({ language, text }: OpenFile, source: SourceText, { files }: State) {
  const line = index(source.lineCount);
  const lineStart = source.lineStart(line);
  const lineEnd = line + 1 < source.lineCount ? source.lineStart(line + 1) : text.length;
  const kind = random();
  if (kind < 0.35) {
    const lines = { 'postfix-main': mainLines, 'postfix-master': masterLines }[language] ?? tableLines;
    const path = decodeURIComponent(oneOf(files).uri.slice('file://'.length));
    return { start: lineStart, end: lineStart, text: `${oneOf(lines).replace('FILE', path)}\n` };
  }
  const offset = lineStart + index(lineEnd - lineStart + 1);
  if (kind < 0.7) return { start: offset, end: offset, text: oneOf(characters) };
  if (kind < 0.9) return { start: offset, end: Math.min(offset + 1, text.length), text: '' };
  return { start: lineStart, end: lineEnd, text: '' };
}

/** Configurations with main.cf, and the files next to it; the beginning of a large file is sufficient. */
function trees(): readonly State[] | undefined {
  const paths = corpusFiles('trees')?.filter((path) => readFileSync(path).length < 40_000);
  if (paths === undefined) return undefined;
  const directories = new Set(paths.filter((path) => basename(path) === 'main.cf').map(dirname));
  return [...directories].map((directory) => {
    const inside = paths.filter((path) => path.startsWith(join(directory, '/')));
    const first = inside.filter((path) => /\/(?:main|master)\.cf$/.test(path));
    return stateOf(directory, [...first, ...inside.filter((path) => !first.includes(path))].slice(0, 8));
  });
}

/** Only catches a hang, however long the run. */
const timeout = timeLimit * Math.max(1, Math.ceil(edits / 2000));

test('a long-lived service gives the same answers as a new one', { timeout }, async ({ skip }) => {
  const states = trees();
  if (states === undefined) skip('the corpus is not here: set POSTFIX_CORPUS');
  console.log(`FUZZ_SEED=${seed} FUZZ_EDITS=${edits}`);
  const perTree = compareEvery * Math.ceil(edits / compareEvery / (states?.length ?? 1));
  let compared = 0;
  let done = 0;
  for (let round = 0; done < edits; round++) {
    const state = states?.[(seed + round) % states.length] as State;
    const service = start(state);
    const log: string[] = [];
    for (let i = 1; i <= perTree && done < edits; i++) {
      done++;
      log.push(step(service, state));
      if (i % 3 === 0) await service.diagnostics(oneOf(state.files).uri);
      if (i % compareEvery > 0) continue;
      const own = await answers(service, state);
      const fresh = await answers(start(state), state);
      expect(own, `seed ${seed}, round ${round}, edit ${i}:\n${log.slice(-40).join('\n')}`).toEqual(fresh);
      compared++;
    }
  }
  expect(compared).toBeGreaterThanOrEqual(Math.floor(edits / compareEvery / 2));
});
