// The engine with test rules: which checks it runs again after an edit, and how it combines their findings.

import { describe, expect, test } from 'vitest';
import { Catalog } from '../../server/src/catalog/catalog.ts';
import { parseRelease } from '../../server/src/catalog/release.ts';
import { Instance } from '../../server/src/instance/instance.ts';
import { namesOf } from '../../server/src/instance/names.ts';
import { type TableFile, Tables } from '../../server/src/instance/table-files.ts';
import { Linter } from '../../server/src/lint/linter.ts';
import type { Configuration, Finding, Rule } from '../../server/src/lint/rule.ts';
import { defaultLintSettings, type LintSettings, type RatedFinding } from '../../server/src/lint/settings.ts';
import { ChunkParser, Tree } from '../../server/src/syntax/document.ts';
import { parseMainLine } from '../../server/src/syntax/main-cf.ts';
import { parseMasterLine } from '../../server/src/syntax/master-cf.ts';
import { memoize } from '../../server/src/syntax/memoize.ts';
import { SourceText } from '../../server/src/syntax/text.ts';

const folder = 'file:///etc/postfix';
const catalog = new Catalog();
const mainParser = new ChunkParser(parseMainLine);
const masterParser = new ChunkParser(parseMasterLine);

interface Texts {
  readonly main?: string | SourceText;
  readonly master?: string | SourceText;
  readonly tables?: Readonly<Record<string, string | SourceText>>;
  readonly release?: string;
  /** The configuration before an edit. */
  readonly before?: Configuration;
}

function source(text: string | SourceText): SourceText {
  return typeof text === 'string' ? SourceText.of(text) : text;
}

function configurationOf({ main, master, tables = {}, release = '3.7', before }: Texts): Configuration {
  const instance = new Instance(
    {
      directory: folder,
      ...(main !== undefined && {
        main: { uri: `${folder}/main.cf`, tree: new Tree(source(main), mainParser) },
      }),
      ...(master !== undefined && {
        master: { uri: `${folder}/master.cf`, tree: new Tree(source(master), masterParser) },
      }),
    },
    catalog,
    parseRelease(release) ?? expect.unreachable(release),
    before?.instance.host,
    before?.instance,
  );
  const files = Object.entries(tables).map(
    ([name, text]) => [`${folder}/${name}`, { text: source(text) }] as const,
  );
  return { instance, names: namesOf(instance), tables: new Tables(instance, new Map(files)) };
}

function run(linter: Linter, texts: Texts, settings: LintSettings = defaultLintSettings) {
  const steps = linter.configuration(configurationOf(texts), settings);
  for (let count = 0; ; count++) {
    const step = steps.next();
    if (step.done) return { count, found: step.value };
  }
}

function linterOf(rules: readonly Rule[]): Linter {
  return new Linter(rules, (code, error) => expect.unreachable(`${code}: ${String(error)}`));
}

/** Each finding as `code file start-end severity message`. */
function lines(linter: Linter, texts: Texts, settings?: LintSettings): readonly string[] {
  return run(linter, texts, settings).found.map(
    ({ rule, severity, finding: { at, message } }) =>
      `${rule.code} ${at.uri.slice(folder.length + 1)} ${at.start}-${at.end} ${severity} ${message}`,
  );
}

function at(file: string, start: number, end: number): Finding['at'] {
  return { uri: `${folder}/${file}`, start, end };
}

/** The findings in a table that no configuration names. */
function alone(linter: Linter, table: TableFile): readonly RatedFinding[] {
  const steps = linter.table(table, defaultLintSettings);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** A rule that reports each subject it is run on. */
function witness(rule: Partial<Rule>): Rule {
  return { code: 'witness', title: 'Witness', severity: 'warning', ...rule };
}

describe('checks of lines', () => {
  const asked: string[] = [];
  const rule = witness({
    lines: {
      *'postfix-main'(item, { isFirst, release, language }) {
        if (item.kind !== 'entry') return;
        asked.push(item.name.text);
        const { start, end } = item.value;
        yield {
          start,
          end,
          message: `${item.name.text} ${isFirst} ${release.name} ${language}`,
          related: [{ start: 0, end: 1, message: 'the name' }],
          fixes: [{ title: 'Empty it', edits: [{ start, end, text: '' }] }],
        };
      },
    },
  });

  test('are placed in the file, with their related places and fixes', () => {
    const { found } = run(linterOf([rule]), { main: '# note\na = 1\nb = 2\n' });
    expect(found.map(({ finding }) => finding)).toEqual([
      {
        at: at('main.cf', 11, 12),
        message: 'a true 3.7 postfix-main',
        related: [{ at: at('main.cf', 7, 8), message: 'the name' }],
        fixes: [{ title: 'Empty it', edits: [{ at: at('main.cf', 11, 12), text: '' }] }],
      },
      {
        at: at('main.cf', 17, 18),
        message: 'b false 3.7 postfix-main',
        related: [{ at: at('main.cf', 13, 14), message: 'the name' }],
        fixes: [{ title: 'Empty it', edits: [{ at: at('main.cf', 17, 18), text: '' }] }],
      },
    ]);
  });

  test('run again for the chunk that an edit touches, and for no other', () => {
    const comment = `${'#'.repeat(5000)}\n`;
    const text = SourceText.of(`a = 1\n${comment}b = 2\n${comment}c = 3\n`);
    const linter = linterOf([rule]);
    lines(linter, { main: text });
    asked.length = 0;
    lines(linter, { main: text });
    expect(asked).toEqual([]);
    const edited = text.edit({ start: 4, end: 5, text: '11' });
    expect(lines(linter, { main: edited }).map((line) => line.split(' ').slice(2, 3).join())).toEqual([
      '4-6',
      '5012-5013',
      '10019-10020',
    ]);
    expect(asked).toContain('a');
    expect(asked).not.toContain('c');
  });

  test('run again for another release', () => {
    const linter = linterOf([rule]);
    expect(lines(linter, { main: 'a = 1\n' })).toEqual([
      'witness main.cf 4-5 warning a true 3.7 postfix-main',
    ]);
    expect(lines(linter, { main: 'a = 1\n', release: '2.11' })).toEqual([
      'witness main.cf 4-5 warning a true 2.11 postfix-main',
    ]);
  });

  test('know the first line of a file across chunks of comments', () => {
    const main = `${`${'#'.repeat(99)}\n`.repeat(90)}a = 1\nb = 2\n`;
    expect(lines(linterOf([rule]), { main }).map((line) => line.split(' ').slice(4, 6).join(' '))).toEqual([
      'a true',
      'b false',
    ]);
  });

  test('know that later chunks have no first line', () => {
    const comments = `${'#'.repeat(99)}\n`.repeat(90);
    const main = `a = 1\n${comments}b = 2\nc = 3\n${comments}d = 4\n`;
    expect(lines(linterOf([rule]), { main }).map((line) => line.split(' ').slice(4, 6).join(' '))).toEqual([
      'a true',
      'b false',
      'c false',
      'd false',
    ]);
  });

  test('run only for master.cf and tables in their own language', () => {
    const seen: string[] = [];
    const saw = (what: string): readonly never[] => {
      seen.push(what);
      return [];
    };
    const each = witness({
      lines: {
        'postfix-main': () => saw('main'),
        'postfix-master': () => saw('master'),
        'postfix-table': (_, { type, role, actionRole, smtputf8 }) =>
          saw([type, role, actionRole, smtputf8].join(' ')),
        'postfix-regexp': (_, { type, role, actionRole }) => saw([type, role, actionRole].join(' ')),
      },
    });
    run(linterOf([each]), {
      main: 'smtpd_client_restrictions = check_client_access hash:/etc/postfix/a\nheader_checks = pcre:/etc/postfix/b\nsmtputf8_enable = no\n',
      master: 'smtp inet n - n - - smtpd\n',
      tables: { a: 'example.com OK\n', b: '/x/ OK\n' },
    });
    expect(seen).toEqual([
      'main',
      'main',
      'main',
      'master',
      'hash access access false',
      'pcre header-checks header-checks',
    ]);
  });
});

describe('checks of tables', () => {
  test('run once for each text, whatever happens elsewhere, until its type or role changes', () => {
    const seen: string[] = [];
    const rule = witness({
      tables: {
        *'postfix-table'(table, { role }) {
          seen.push(`${role}`);
          expect(table).not.toHaveProperty('uses');
          yield { at: { uri: table.uri, start: 0, end: table.tree.text.length }, message: 'whole' };
        },
      },
    });
    const linter = linterOf([rule]);
    const table = SourceText.of('example.com OK\n');
    const access = 'smtpd_client_restrictions = check_client_access hash:/etc/postfix/a\n';
    expect(lines(linter, { main: access, tables: { a: table } })).toEqual(['witness a 0-15 warning whole']);
    lines(linter, { main: `biff = no\n${access}`, tables: { a: table } });
    expect(seen).toEqual(['access']);
    lines(linter, { main: 'transport_maps = hash:/etc/postfix/a\n', tables: { a: table } });
    expect(seen).toEqual(['access', 'transport']);
    lines(linter, { main: 'transport_maps = hash:/etc/postfix/a\n', tables: { a: 'x y:\n' } });
    expect(seen).toEqual(['access', 'transport', 'transport']);
  });
});

describe('checks of values', () => {
  const asked: string[] = [];
  const rule = witness({
    values: {
      *boolean(value, { release }) {
        asked.push(value.name);
        yield { at: value.locate(), message: `${value.text} ${release.name}` };
      },
    },
  });

  test('move with their line, and do not run again for it', () => {
    const linter = linterOf([rule]);
    const main = SourceText.of('biff = no\nsoft_bounce = yes\n');
    expect(lines(linter, { main })).toEqual([
      'witness main.cf 7-9 warning no 3.7',
      'witness main.cf 24-27 warning yes 3.7',
    ]);
    asked.length = 0;
    expect(lines(linter, { main: main.edit({ start: 0, end: 0, text: 'x = 1\n' }) })).toEqual([
      'witness main.cf 13-15 warning no 3.7',
      'witness main.cf 30-33 warning yes 3.7',
    ]);
    expect(lines(linter, { main, release: '3.9' })).toEqual([
      'witness main.cf 7-9 warning no 3.9',
      'witness main.cf 24-27 warning yes 3.9',
    ]);
    expect(new Set(asked).size).toBeGreaterThan(0);
  });

  test('move with the lines of other chunks, and do not run again for them', () => {
    const linter = linterOf([rule]);
    const comment = `${'#'.repeat(5000)}\n`;
    const main = SourceText.of(`biff = no\n${comment}${comment}soft_bounce = yes\n`);
    const expected = (by: number) => [
      `witness main.cf ${7 + by}-${9 + by} warning no 3.7`,
      `witness main.cf ${10026 + by}-${10029 + by} warning yes 3.7`,
    ];
    expect(lines(linter, { main })).toEqual(expected(0));
    asked.length = 0;
    expect(lines(linter, { main })).toEqual(expected(0));
    expect(asked).toEqual([]);
    const later = main.edit({ start: 0, end: 0, text: 'x = 1\n' });
    expect(lines(linter, { main: later })).toEqual(expected(6));
    expect(asked).not.toContain('soft_bounce');
    expect(lines(linter, { main })).toEqual(expected(0));
    // The place of a value in another release is the same, but what the rule says about it is not.
    expect(lines(linter, { main: later, release: '3.9' })).toEqual(
      expected(6).map((line) => line.replace(/3\.7$/, '3.9')),
    );
  });

  test('follow the settings for rules', () => {
    const of = (code: string): Rule => ({
      ...rule,
      code,
      values: {
        *boolean(value) {
          yield { at: value.locate(), message: code };
        },
      },
    });
    const linter = linterOf([of('one'), of('other')]);
    const main = SourceText.of('biff = no\n');
    const both = ['one main.cf 7-9 warning one', 'other main.cf 7-9 warning other'];
    const without = (code: string): LintSettings => ({ enable: true, rules: { [code]: 'off' } });
    expect(lines(linter, { main }, without('one'))).toEqual(both.slice(1));
    expect(lines(linter, { main })).toEqual(both);
    expect(lines(linter, { main }, without('other'))).toEqual(both.slice(0, 1));
    expect(lines(linter, { main })).toEqual(both);
  });

  test('follow the value of a $name to its place', () => {
    const linter = linterOf([rule]);
    const main = SourceText.of('biff = $switch\nswitch = no\n');
    expect(lines(linter, { main })).toEqual(['witness main.cf 24-26 warning no 3.7']);
    expect(lines(linter, { main: main.edit({ start: 15, end: 15, text: '# note\n' }) })).toEqual([
      'witness main.cf 31-33 warning no 3.7',
    ]);
    expect(lines(linter, { main: main.edit({ start: 24, end: 26, text: 'yes' }) })).toEqual([
      'witness main.cf 24-27 warning yes 3.7',
    ]);
  });

  test('check the value in force, and overrides that the program reads', () => {
    const texts = {
      main: 'smtpd_helo_required = no\nsmtpd_helo_required = yes\n',
      master:
        'smtp inet n - n - - smtpd\n  -o smtpd_helo_required=no\nqmgr unix n - n 300 1 qmgr\n  -o smtpd_helo_required=no\n',
    };
    expect(lines(linterOf([rule]), texts)).toEqual([
      'witness main.cf 47-50 warning yes 3.7',
      'witness master.cf 51-53 warning no 3.7',
    ]);
  });
});

describe('checks of smtpd services', () => {
  const rule = witness({
    smtpd: {
      reads: ['smtpd_tls_auth_only'],
      *check(settings) {
        const place = settings.at('smtpd_tls_auth_only');
        if (place !== undefined)
          yield { at: place, message: `${settings.service?.key} ${settings.text('smtpd_tls_auth_only')}` };
      },
    },
  });

  test('run for main.cf and for each service that overrides what they read', () => {
    const texts = {
      main: 'smtpd_tls_auth_only = no\n',
      master:
        'smtp inet n - n - - smtpd\n587 inet n - n - - smtpd\n  -o smtpd_tls_auth_only=yes\nx unix - - n - - smtp\n  -o smtpd_tls_auth_only=yes\n',
    };
    expect(lines(linterOf([rule]), texts)).toEqual([
      'witness main.cf 0-24 warning undefined no',
      'witness master.cf 53-79 warning 587/inet yes',
    ]);
  });
});

describe('the engine', () => {
  const finding = (start: number, message = 'm', file = 'main.cf'): Finding => ({
    at: at(file, start, start + 1),
    message,
  });

  test('keeps the first of several findings at one place, in the order of the text', () => {
    const rule = witness({
      configuration: () => [finding(4), finding(0), finding(4, 'again'), finding(0, 'm', 'a.cf')],
    });
    expect(lines(linterOf([rule]), { main: 'a = 1\n' })).toEqual([
      'witness a.cf 0-1 warning m',
      'witness main.cf 0-1 warning m',
      'witness main.cf 4-5 warning m',
    ]);
  });

  test('keeps findings of two rules at one place, in the order of the rules', () => {
    const one = witness({ code: 'one', configuration: () => [finding(0)] });
    const other = witness({ code: 'other', configuration: () => [finding(0)] });
    expect(lines(linterOf([other, one]), { main: 'a = 1\n' })).toEqual([
      'other main.cf 0-1 warning m',
      'one main.cf 0-1 warning m',
    ]);
  });

  test('continues if a check fails, and reports the failure', () => {
    const failures: string[] = [];
    const bad = witness({
      code: 'bad',
      *configuration() {
        yield finding(0, 'before');
        throw new Error('oh');
      },
    });
    const good = witness({ code: 'good', configuration: () => [finding(2)] });
    const linter = new Linter([bad, good], (code, error) => failures.push(`${code} ${String(error)}`));
    expect(lines(linter, { main: 'a = 1\n' })).toEqual([
      'bad main.cf 0-1 warning before',
      'good main.cf 2-3 warning m',
    ]);
    expect(failures).toEqual(['bad Error: oh']);
  });

  test('can be stopped between rules and between the chunks of a table', () => {
    const table = 'example.com OK\n'.repeat(3000);
    const main = 'smtpd_client_restrictions = check_client_access hash:/etc/postfix/a\n';
    const rules = ['a', 'b', 'c'].map((code) =>
      witness({ code, lines: { 'postfix-table': () => [] }, configuration: () => [] }),
    );
    const { count } = run(linterOf(rules), { main, tables: { a: table } });
    const chunks = SourceText.of(table).chunks.length;
    expect(chunks).toBeGreaterThan(5);
    expect(count).toBe(1 + rules.length + chunks);
  });

  test('runs no rule that is off, and none if linting is off', () => {
    const rule = witness({ configuration: () => [finding(0)] });
    const linter = linterOf([rule]);
    expect(lines(linter, { main: 'a = 1\n' }, { enable: true, rules: { witness: 'off' } })).toEqual([]);
    expect(lines(linter, { main: 'a = 1\n' }, { enable: false, rules: {} })).toEqual([]);
    expect(lines(linter, { main: 'a = 1\n' }, { enable: true, rules: { witness: 'hint' } })).toEqual([
      'witness main.cf 0-1 hint m',
    ]);
  });

  test('a finding can lower the severity of its rule, but not raise it', () => {
    const of = (severity: Finding['severity']): Rule =>
      witness({ configuration: () => [{ ...finding(0), ...(severity && { severity }) }] });
    expect(lines(linterOf([of('information')]), { main: 'a = 1\n' })).toEqual([
      'witness main.cf 0-1 information m',
    ]);
    expect(lines(linterOf([of('error')]), { main: 'a = 1\n' })).toEqual(['witness main.cf 0-1 warning m']);
    expect(lines(linterOf([of(undefined)]), { main: 'a = 1\n' })).toEqual(['witness main.cf 0-1 warning m']);
  });

  test('a table that no configuration names is checked line by line and as a whole', () => {
    const rule = witness({
      lines: {
        *'postfix-table'({ key }) {
          yield { start: key.start, end: key.end, message: key.text };
        },
      },
      tables: {
        *'postfix-table'({ uri }) {
          yield { at: { uri, start: 0, end: 0 }, message: 'whole' };
        },
      },
      configuration: () => [finding(0)],
    });
    const { tables } = configurationOf({
      main: 'transport_maps = hash:/etc/postfix/a\n',
      tables: { a: 'x y:\n' },
    });
    const [table] = tables.all();
    if (table === undefined) return expect.unreachable();
    expect(alone(linterOf([rule]), table).map(({ finding: { message } }) => message)).toEqual(['x', 'whole']);
  });

  test('a finding about such a table is at most information if it depends on the use of the table', () => {
    const of = (code: string, more: Partial<Rule>, severity?: Finding['severity']): Rule =>
      witness({
        code,
        ...more,
        lines: {
          *'postfix-table'({ key }) {
            yield { start: key.start, end: key.end, message: code, ...(severity && { severity }) };
          },
        },
      });
    const { tables } = configurationOf({
      main: 'transport_maps = hash:/etc/postfix/a\n',
      tables: { a: 'x y:\n' },
    });
    const [table] = tables.all();
    if (table === undefined) return expect.unreachable();
    const rules = [
      of('depends', { dependsOnRole: true }),
      of('hint', { dependsOnRole: true }, 'hint'),
      of('certain', {}),
      of('certain-hint', {}, 'hint'),
    ];
    expect(alone(linterOf(rules), table).map(({ rule: { code }, severity }) => [code, severity])).toEqual([
      ['depends', 'information'],
      ['hint', 'hint'],
      ['certain', 'warning'],
      ['certain-hint', 'hint'],
    ]);
  });

  test('comments suppress findings in all files of a configuration, and in such a table', () => {
    const comment = '# postfix-lint-disable-file witness\n';
    const rule = witness({
      lines: {
        *'postfix-main'() {
          yield { start: 0, end: 1, message: 'main' };
        },
        *'postfix-master'() {
          yield { start: 0, end: 1, message: 'master' };
        },
        *'postfix-table'() {
          yield { start: 0, end: 1, message: 'table' };
        },
      },
    });
    const main = 'transport_maps = hash:/etc/postfix/a\n';
    const master = 'smtp inet n - n - - smtpd\n';
    const plain = { main, master, tables: { a: 'x y:\n' } };
    const messages = (texts: Texts) =>
      run(linterOf([rule]), texts).found.map(({ finding: { message } }) => message);
    expect(messages(plain)).toEqual(['main', 'master', 'table']);
    expect(messages({ ...plain, main: comment + main })).toEqual(['master', 'table']);
    expect(messages({ ...plain, master: comment + master })).toEqual(['main', 'table']);
    const quiet = { ...plain, tables: { a: `${comment}x y:\n` } };
    expect(messages(quiet)).toEqual(['main', 'master']);
    const [table] = configurationOf(quiet).tables.all();
    expect(table && alone(linterOf([rule]), table)).toEqual([]);
  });
});

describe('a check of the configuration after an edit of main.cf', () => {
  const text = '# one\na = 1\nb = 2\n';

  /** The places that a rule reports before and after an edit, and how often it ran. */
  function edited(
    old: string,
    replacement: string,
    find: (configuration: Configuration) => Iterable<Finding>,
  ) {
    let runs = 0;
    const rule = witness({
      configuration(configuration) {
        runs++;
        return find(configuration);
      },
    });
    const linter = linterOf([rule]);
    const before = configurationOf({ main: text });
    const start = text.indexOf(old);
    const main = SourceText.of(text).edit({ start, end: start + old.length, text: replacement });
    const places = (configuration: Configuration): readonly number[] => {
      const steps = linter.configuration(configuration, defaultLintSettings);
      for (;;) {
        const step = steps.next();
        if (step.done) return step.value.map(({ finding }) => finding.at.start);
      }
    };
    const found = [places(before), places(configurationOf({ main, before }))];
    return { runs, found };
  }

  const entries = ({ instance }: Configuration): Finding[] =>
    instance.entries.map(({ start, end }) => ({ at: at('main.cf', start, end - 1), message: 'Here.' }));

  test('does not run again for a comment, and its findings move', () => {
    expect(edited('# one', '# one, two', entries)).toEqual({
      runs: 1,
      found: [
        [6, 12],
        [11, 17],
      ],
    });
  });

  test('runs again for a value', () => {
    expect(edited('1', '11', entries)).toMatchObject({
      runs: 2,
      found: [
        [6, 12],
        [6, 13],
      ],
    });
  });

  test('runs again for a comment if it reads more than the settings', () => {
    const comments = ({ instance }: Configuration): Finding[] =>
      (instance.files.main?.tree.text.toString().includes('two') ?? false) ? entriesOf(instance) : [];
    const entriesOf = (instance: Instance) => entries({ instance } as Configuration);
    expect(edited('# one', '# two', comments)).toEqual({ runs: 2, found: [[], [6, 12]] });
  });

  test('runs again for a comment if it uses a kept result that was read from the text', () => {
    const isLong = memoize(
      (instance: Instance) => (instance.files.main?.tree.text.length ?? 0) > text.length,
    );
    const found = ({ instance }: Configuration): Finding[] =>
      [isLong(instance), isLong(instance)].map((is) => ({ at: at('main.cf', 6, is ? 8 : 7), message: '' }));
    expect(edited('# one', '# one, two', found)).toMatchObject({ runs: 2 });
  });

  test('runs again if text is inserted where a finding begins', () => {
    const between = (): Finding[] => [{ at: at('main.cf', 12, 12), message: 'Between the lines.' }];
    expect(edited('b', '# two\nb', between)).toMatchObject({ runs: 2, found: [[12], [12]] });
  });
});
