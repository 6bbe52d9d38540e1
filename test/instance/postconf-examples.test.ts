// The output of postconf without Postfix. That postconf agrees is tested in test/postfix/show.test.ts.
import { describe, expect, test } from 'vitest';
import { Catalog } from '../../server/src/catalog/catalog.ts';
import { release } from '../../server/src/catalog/release.ts';
import { Instance } from '../../server/src/instance/instance.ts';
import { namesOf } from '../../server/src/instance/names.ts';
import {
  type Shown,
  showOverrides,
  showParameters,
  showServices,
} from '../../server/src/instance/postconf.ts';
import { ChunkParser, type LineParser, Tree } from '../../server/src/syntax/document.ts';
import { parseMainLine } from '../../server/src/syntax/main-cf.ts';
import { parseMasterLine } from '../../server/src/syntax/master-cf.ts';
import { SourceText } from '../../server/src/syntax/text.ts';
import { type Example, examples } from './postconf-examples.ts';

const directory = 'file:///etc/postfix';
const catalog = new Catalog();

function file<T>(name: string, text: string, parse: LineParser<T>) {
  return { uri: `${directory}/${name}`, tree: new Tree(SourceText.of(text), new ChunkParser(parse)) };
}

type Question = Pick<Example, 'main' | 'master' | 'ask'>;

function show({ main, master, ask }: Question, extra: ReadonlyMap<string, string> = new Map()): Shown {
  const instance = new Instance(
    {
      directory,
      extra,
      ...(main !== undefined && { main: file('main.cf', main, parseMainLine) }),
      ...(master !== undefined && { master: file('master.cf', master, parseMasterLine) }),
    },
    catalog,
    release('3.7'),
    { hostname: 'mail.example.com', defaults: new Map([['mail_version', '3.7.11']]) },
  );
  const options = {
    set: ask.includes('-n'),
    defaults: ask.includes('-d'),
    expanded: ask.includes('-x'),
    names: ask.filter((word) => !word.startsWith('-')),
  };
  const view = ask.includes('-M') ? showServices : ask.includes('-P') ? showOverrides : showParameters;
  return view(instance, namesOf(instance), options);
}

describe('postconf prints', () => {
  test.each(examples.map((example) => [example.ask.join(' '), example.about, example] as const))(
    '%s: %s',
    (_, __, example) => {
      const { output, warnings, fatal } = show(example);
      expect(output).toBe(example.shown.map((line) => `${line}\n`).join(''));
      expect([
        ...warnings.map((warning) => `warning: ${warning}`),
        ...(fatal === undefined ? [] : [`fatal: ${fatal}`]),
      ]).toEqual(example.reports ?? []);
    },
  );
});

function linesOf({ output }: Shown): string[] {
  return output.trimEnd().split('\n');
}

describe('without names, postconf prints', () => {
  const main = 'mine = 1\nmydestination = $mine\nunread = 2\n';
  const master = 'policy unix - n n - 0 spawn\n';

  test('every parameter and every name that the files use, sorted', () => {
    const lines = linesOf(show({ main, master, ask: [] }));
    expect(lines).toContain('mine = 1');
    expect(lines).toContain('mydestination = $mine');
    expect(lines).toContain('biff = yes');
    expect(lines).toContain('policy_time_limit = $command_time_limit');
    expect(lines.join('\n')).not.toMatch(/^(?:unread|virtual_maps) =/m);
    const names = lines.map((line) => line.replace(/ =.*/, ''));
    expect(names).toEqual([...names].sort());
    expect(lines.length).toBeGreaterThan(800);
  });

  test('with -d, the default of every parameter, whatever main.cf contains', () => {
    const lines = linesOf(show({ main: `${main}not a setting\nvirtual_maps = x\n`, master, ask: ['-d'] }));
    expect(lines).toContain('mydestination = $myhostname, localhost.$mydomain, localhost');
    expect(lines).toContain('myhostname = mail.example.com');
    expect(lines).toContain('policy_time_limit = $command_time_limit');
    expect(lines.join('\n')).not.toMatch(/^(?:mine|unread|virtual_maps) =/m);
  });

  test('with -d, no warnings about settings', () => {
    expect(show({ main, master: `${master}  -o own=1\n`, ask: ['-d'] }).warnings).toEqual([]);
  });
});

describe('settings of the command line', () => {
  const files = { main: 'biff = no\nmydestination = $own\n', master: '' };

  test('override main.cf', () => {
    const extra = new Map([
      ['biff', 'yes'],
      ['own', 'x'],
    ]);
    expect(linesOf(show({ ...files, ask: ['-n', '-x', 'biff', 'mydestination'] }, extra))).toEqual([
      'biff = yes',
      'mydestination = x',
    ]);
    expect(linesOf(show({ ...files, ask: ['-d', 'biff'] }, extra))).toEqual(['biff = yes']);
  });

  test('are settings, except read-only parameters', () => {
    const ask = ['-n', 'mail_owner', 'process_id'];
    const extra = new Map([
      ['mail_owner', 'me'],
      ['process_id', '1'],
    ]);
    expect(linesOf(show({ ...files, ask }, extra))).toEqual(['mail_owner = me']);
  });
});

test('after a fatal error, postconf does not print the last block of its output', () => {
  const service = `x unix - - n - - smtp -o smtp_helo_name=${'a'.repeat(50)}\n`;
  const all = show({ main: '', master: service.repeat(90), ask: ['-M'] }).output;
  const { output, fatal } = show({
    main: '',
    master: `${service.repeat(90)}z unix - - n - - smtp -o own=\${\n`,
    ask: ['-M', '-x'],
  });
  expect(fatal).toBe('macro processing error');
  expect(output).toBe(all.slice(0, 8192));
  expect(all.length).toBeGreaterThan(8192);
});
