// Code actions other than the fixes of single findings: suppression, and all safe fixes at once.

import { describe, expect, test } from 'vitest';
import type { CodeAction, TextEdit } from 'vscode-languageserver-types';
import { codeActions } from '../../server/src/features/code-actions.ts';
import { createPostfixService } from '../../server/src/service.ts';
import { SourceText } from '../../server/src/syntax/text.ts';

const uri = 'file:///etc/postfix/main.cf';

/** The actions at the first occurrence of a word in main.cf. */
async function actionsAt(text: string, word: string, only?: readonly string[], setsSeverity = false) {
  const service = createPostfixService({
    readFile: async () => undefined,
    log: (message) => {
      throw new Error(message);
    },
  });
  service.open(uri, 'postfix-main', text);
  const position = SourceText.of(text).positionAt(text.indexOf(word));
  return service.codeActions(uri, { start: position, end: position }, { only, setsSeverity });
}

async function accept(text: string, word: string, title: string, only?: readonly string[]): Promise<string> {
  const action = (await actionsAt(text, word, only)).find((each) => each.title === title);
  if (action === undefined) throw new Error(`no action "${title}"`);
  return apply(text, action);
}

function apply(text: string, { edit }: CodeAction): string {
  const source = SourceText.of(text);
  const edits: TextEdit[] = edit?.changes?.[uri] ?? [];
  return edits
    .map(({ range, newText }) => ({
      start: source.offsetAt(range.start),
      end: source.offsetAt(range.end),
      newText,
    }))
    .sort((a, b) => b.start - a.start)
    .reduce((result, { start, end, newText }) => result.slice(0, start) + newText + result.slice(end), text);
}

describe('suppression', () => {
  test('fixes come first, followed by ways to suppress the finding', async () => {
    const titles = (await actionsAt('soft_bounce = on\n', 'on', undefined, true)).map(({ title }) => title);
    expect(titles).toEqual([
      'Change to yes',
      'Disable bad-boolean for this line',
      'Disable bad-boolean for this file',
      'Change the severity of bad-boolean…',
    ]);
  });

  test('the client changes the severity, if it has the command', async () => {
    const actions = await actionsAt('soft_bounce = on\n', 'on', undefined, true);
    expect(actions.at(-1)?.command).toMatchObject({
      command: 'postfix.setRuleSeverity',
      arguments: ['bad-boolean'],
    });
    const others = await actionsAt('soft_bounce = on\n', 'on');
    expect(others.some(({ command }) => command !== undefined)).toBe(false);
  });

  test('inserts a comment above the line', async () => {
    expect(await accept('biff = no\nsoft_bounce = on\n', 'on\n', 'Disable bad-boolean for this line')).toBe(
      'biff = no\n# postfix-lint-disable-next-line bad-boolean\nsoft_bounce = on\n',
    );
  });

  test('indents the comment inside a value', async () => {
    const text = 'smtpd_recipient_restrictions =\n    no_such_thing,\n    reject\n';
    expect(await accept(text, 'no_such', 'Disable unknown-restriction for this line')).toBe(
      'smtpd_recipient_restrictions =\n    # postfix-lint-disable-next-line unknown-restriction\n    no_such_thing,\n    reject\n',
    );
  });

  test('adds the code to an existing comment, before its reason', async () => {
    const text = '# postfix-lint-disable-next-line unknown-parameter -- old package\nsoft_bounce = on\n';
    expect(await accept(text, 'on\n', 'Disable bad-boolean for this line')).toBe(
      '# postfix-lint-disable-next-line unknown-parameter bad-boolean -- old package\nsoft_bounce = on\n',
    );
  });

  test('inserts a comment at the top, with the line ending of the file', async () => {
    const text = 'biff = no\r\nsoft_bounce = on\r\n';
    expect(await accept(text, 'on\r', 'Disable bad-boolean for this file')).toBe(
      `# postfix-lint-disable-file bad-boolean\r\n${text}`,
    );
  });

  test('after that, the finding is gone', async () => {
    const text = 'soft_bounce = on\n';
    for (const title of ['Disable bad-boolean for this line', 'Disable bad-boolean for this file']) {
      const suppressed = await accept(text, 'on', title);
      expect((await actionsAt(suppressed, 'on\n')).map((a) => a.title)).toEqual([]);
    }
  });
});

describe('fix all', () => {
  const text = 'myorigin = a.example\nmyorigin = b.example\nbiff = no\nbiff = no\nsoft_bounce = on\n';

  test('applies only fixes that do not change behavior and need no decision between two values', async () => {
    const title = 'Apply all fixes that do not change behavior';
    expect(await accept(text, 'myorigin', title, ['source.fixAll'])).toBe(
      'myorigin = a.example\nmyorigin = b.example\n#biff = no\nbiff = no\nsoft_bounce = on\n',
    );
  });

  test.each([
    [['source.fixAll.postfix'], 1],
    [['source'], 1],
    [['source.organizeImports'], 0],
    [['source.fixAll.eslint'], 0],
  ] as const)('requested kind: %s', async (only, count) => {
    const actions = await actionsAt(text, 'myorigin', only);
    expect(actions.filter(({ kind }) => kind === 'source.fixAll.postfix')).toHaveLength(count);
    expect(actions.filter(({ kind }) => kind === 'quickfix')).toEqual([]);
  });

  test('is not offered if there are no such fixes', async () => {
    expect(await actionsAt('soft_bounce = on\n', 'on', ['source.fixAll'])).toEqual([]);
  });
});

test('the mail of a finding can be traced', async () => {
  const service = createPostfixService({ readFile: async () => undefined, log: () => undefined });
  service.open(uri, 'postfix-main', 'mynetworks = 0.0.0.0/0\n');
  const snapshot = await service.snapshot(uri);
  const [found] = await service.findings(uri);
  if (snapshot === undefined || found === undefined) throw new Error('no finding');
  const mail = { client: { address: '192.0.2.1' }, sender: 'a@example.net', recipients: ['b@example.org'] };
  const rated = { ...found, finding: { ...found.finding, mail } };
  const request = { span: found.finding.at, only: undefined, setsSeverity: false, createsFiles: false };
  const actions = codeActions(snapshot, request, [rated], () => undefined);
  expect(actions.find(({ title }) => title === 'Trace this mail')).toMatchObject({
    kind: 'quickfix',
    command: { command: 'postfix.traceMail', arguments: [uri, mail] },
    diagnostics: [{ code: found.rule.code }],
  });
  expect((await service.codeActions(uri, whole)).map(({ title }) => title)).not.toContain('Trace this mail');
});

const whole = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };

describe('a table that does not exist', () => {
  const main = 'file:///etc/postfix/main.cf';
  const copy = 'file:///srv/repository/postfix/main.cf';

  /** The titles and the created files of the actions at a word of main.cf. */
  async function created(at: string, text: string, word: string, createsFiles = true) {
    const service = createPostfixService({
      readFile: async () => undefined,
      stat: async () => 'missing',
      log: () => undefined,
    });
    service.open(at, 'postfix-main', text);
    const position = SourceText.of(text).positionAt(text.indexOf(word));
    const actions = await service.codeActions(at, { start: position, end: position }, { createsFiles });
    return actions
      .filter(({ title }) => title.startsWith('Create '))
      .map(({ title, edit, diagnostics = [], data }) => ({
        title,
        edit: edit?.documentChanges,
        codes: diagnostics.map(({ code }) => code),
        data,
      }));
  }

  const header = (file: string, newText: string) => [
    { kind: 'create', uri: file },
    {
      textDocument: { uri: file, version: null },
      edits: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText }],
    },
  ];

  test('is created with a comment', async () => {
    const text = 'compatibility_level = 3.11\ntransport_maps = hash:/etc/postfix/transport\n';
    const file = 'file:///etc/postfix/transport';
    const comment =
      '# Lookup table for transport_maps. After each change, run: postmap hash:/etc/postfix/transport\n';
    expect(await created(main, text, 'hash:')).toEqual([
      {
        title: 'Create /etc/postfix/transport',
        edit: header(file, comment),
        codes: ['table-not-indexed'],
        data: { created: file },
      },
    ]);
  });

  test('of a type without an index, in a copy of a configuration', async () => {
    const text = 'header_checks = pcre:/etc/postfix/header_checks\n';
    const file = 'file:///srv/repository/postfix/header_checks';
    expect(await created(copy, text, 'pcre:')).toEqual([
      {
        title: 'Create header_checks',
        edit: header(file, '# Lookup table for header_checks.\n'),
        codes: [],
        data: { created: file },
      },
    ]);
  });

  test('whose name is encoded in its URI', async () => {
    const [action] = await created(copy, 'header_checks = pcre:/etc/postfix/prüfung\n', 'pcre:');
    expect(action?.title).toBe('Create prüfung');
    expect(action?.data).toEqual({ created: 'file:///srv/repository/postfix/pr%C3%BCfung' });
  });

  test('is used for several parameters', async () => {
    const text = 'canonical_maps = hash:/etc/postfix/names\nrelocated_maps = proxy:hash:/etc/postfix/names\n';
    const [action, ...others] = await created(main, text, 'proxy:');
    expect(JSON.stringify(action?.edit)).toContain('Lookup table for canonical_maps, relocated_maps. ');
    expect(others).toEqual([]);
  });

  test.each([
    ['a client that cannot create files', 'transport_maps = hash:/etc/postfix/transport\n', false],
    ['a cache', 'smtp_tls_session_cache_database = btree:/var/lib/postfix/smtp_scache\n', true],
    ['the client file of a database', 'transport_maps = ldap:/etc/postfix/transport.cf\n', true],
    ['a table that another program provides', 'transport_maps = tcp:localhost:4000\n', true],
    ['a relative path', 'transport_maps = hash:transport\n', true],
  ])('is not created: %s', async (_, text, createsFiles) => {
    expect(await created(main, text, text.slice(text.indexOf('=') + 2), createsFiles)).toEqual([]);
  });
});
