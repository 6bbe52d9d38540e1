// postfix.traceMail: the questions, and what they ask the server.
import { describe, expect, test } from 'vitest';
import { askTables } from '../../client/src/commands/ask-tables.ts';
import { back, type File } from '../../client/src/commands/context.ts';
import { showEhlo } from '../../client/src/commands/ehlo.ts';
import { copyTrace, type KnownMail, keepTrace, traceMail } from '../../client/src/commands/trace.ts';
import type { ShownTrace, TraceContext } from '../../client/src/commands/trace-context.ts';
import type {
  CheckTraceAnswerResult,
  TracedMail,
  TraceMailParams,
  TraceSuggestions,
} from '../../server/src/lsp/protocol.ts';
import { type Answer, answeringSteps } from './answering-steps.ts';
import { desk, fileAt } from './desk.ts';

const suggestions: TraceSuggestions = {
  directory: 'file:///etc/postfix',
  clients: [
    {
      kind: 'stranger',
      title: 'A stranger on the Internet',
      detail: 'not in mynetworks',
      mail: { client: { address: '192.0.2.1', name: 'mail.example.net' }, helo: 'mail.example.net' },
    },
    {
      kind: 'user',
      title: 'A logged-in user',
      detail: 'over TLS',
      mail: { client: { address: '192.0.2.1' }, tls: true, service: 'submission' },
    },
    { kind: 'program', title: 'A program on this host', detail: 'through sendmail', mail: {} },
  ],
  logins: [{ text: 'kim@example.com', detail: 'has a mailbox' }],
  recipients: [{ text: 'kim@example.com', detail: 'has a mailbox' }],
  senders: [
    { text: 'someone@example.net', detail: '' },
    { text: '<>', detail: '' },
  ],
  services: [
    { text: 'smtp', detail: 'port 25', offersLogins: false },
    { text: 'submission', detail: 'port 587', offersLogins: true },
    { text: 'submissions', detail: 'port 465', offersLogins: true },
  ],
};

interface Options {
  readonly answers?: readonly Answer[];
  readonly file?: File | undefined;
  readonly known?: KnownMail;
  readonly given?: TraceSuggestions | null;
  readonly mainFiles?: readonly string[];
  readonly check?: (answer: string) => CheckTraceAnswerResult;
  readonly answering?: boolean;
  readonly presses?: readonly string[];
}

async function traced({
  answers = [],
  file = fileAt('/etc/postfix/main.cf', 'postfix-main', ''),
  known,
  given = suggestions,
  mainFiles = [],
  check = () => null,
  answering = true,
  presses = [],
}: Options) {
  const place = desk({ presses });
  const asked: TraceMailParams[] = [];
  const shown: string[] = [];
  const context: TraceContext = {
    ...place,
    steps: answeringSteps(place.seen, [...answers]),
    traces: {
      trace: async (params) => {
        asked.push(params);
        return answering ? ({ summary: 'Delivered' } as TracedMail) : undefined;
      },
      suggestions: async ({ uri }) => (uri.endsWith('/notes') ? null : given),
      check: async ({ answer }) => check(answer),
      ehlo: async ({ service }) => (service === 'smtp' ? '# EHLO' : null),
    },
    mainFiles: async () => mainFiles,
    nameOf: (uri) => uri.replace('file://', ''),
    showPage: async (title) => void shown.push(title),
    copy: async () => {},
    append: async () => true,
    agreed: new Set(),
    show: async ({ traced: { summary } }) => {
      shown.push(summary);
    },
  };
  await traceMail(context, file, known);
  return {
    context,
    mail: asked[0]?.mail,
    uri: asked[0]?.uri,
    shown,
    seen: place.seen,
  };
}

describe('Trace a Mail', () => {
  test('asks who sends, to which service, to whom, and from whom', async () => {
    const { mail, shown, seen } = await traced({
      answers: ['A stranger', 'smtp', 'kim@example.com', 'someone@example.net'],
    });
    expect(mail).toEqual({
      client: { address: '192.0.2.1', name: 'mail.example.net' },
      helo: 'mail.example.net',
      service: 'smtp',
      recipients: ['kim@example.com'],
      sender: 'someone@example.net',
    });
    expect(shown).toEqual(['Delivered']);
    expect(seen).toHaveLength(4);
  });

  test('offers a user only services that offer logins', async () => {
    const answers = ['A logged-in', 'kim@example.com', 'smtp', 'a@b.example', '<>'];
    await expect(traced({ answers })).rejects.toThrow('smtp is not among submission, submissions');
    const [smtp, submission] = suggestions.services;
    const one = { ...suggestions, services: [smtp, submission].filter((each) => each !== undefined) };
    const { mail, seen } = await traced({
      given: one,
      answers: ['A logged-in', 'kim@example.com', 'a@b.example', '<>'],
    });
    expect(mail?.service).toBe('submission');
    expect(seen.some((title) => title.includes('Which service'))).toBe(false);
  });

  test('asks a user for the login, and a program not for the service', async () => {
    const user = await traced({
      answers: ['A logged-in', 'kim@example.com', 'submission', 'a@b.example', '<>'],
    });
    expect(user.mail).toMatchObject({
      login: 'kim@example.com',
      tls: true,
      service: 'submission',
      sender: '',
    });
    const program = await traced({ answers: ['A program', 'a@b.example', '<>'] });
    expect(program.mail).toEqual({ recipients: ['a@b.example'], sender: '' });
  });

  test('takes any client, and several recipients', async () => {
    const { mail } = await traced({
      answers: ['Another', '2001:db8::1', 'smtp', 'kim@example.com, lee@example.com', '<>'],
    });
    expect(mail).toEqual({
      client: { address: '2001:db8::1' },
      helo: '[IPv6:2001:db8::1]',
      service: 'smtp',
      recipients: ['kim@example.com', 'lee@example.com'],
      sender: '',
    });
  });

  test('goes back, and forgets the questions of another client', async () => {
    const { mail } = await traced({
      answers: ['A logged-in', back, 'A program', 'a@b.example', back, 'lee@b.example', '<>'],
    });
    expect(mail).toEqual({ recipients: ['lee@b.example'], sender: '' });
  });

  test('asks again for an answer that cannot be used', async () => {
    const { seen, mail } = await traced({
      answers: ['A program', 'kim@', 'kim@example.com', '<>'],
      check: (answer) => (answer.endsWith('@') ? 'Enter a domain after the @.' : null),
    });
    expect(seen).toContain('wrong: Enter a domain after the @.');
    expect(mail?.recipients).toEqual(['kim@example.com']);
  });

  test('asks nothing about a mail that is known, and only the rest about a part of one', async () => {
    const known = { sender: '', recipients: ['kim@example.com'], client: { address: '192.0.2.9' } };
    expect(await traced({ known })).toMatchObject({ mail: known, seen: [] });
    const { mail, seen } = await traced({
      known: { service: 'submission' },
      answers: ['A stranger', 'kim@example.com', '<>'],
    });
    expect(mail?.service).toBe('submission');
    expect(seen).toHaveLength(3);
  });

  test('changes nothing if the user cancels', async () => {
    expect(await traced({ answers: ['A stranger', 'smtp'] })).toMatchObject({ mail: undefined, shown: [] });
  });

  test('chooses a configuration if the file in the editor belongs to none', async () => {
    const file = fileAt('/home/kim/notes', 'plaintext', '');
    const known = { sender: '', recipients: ['kim@example.com'] };
    const two = ['file:///b/main.cf', 'file:///a/main.cf'];
    expect(await traced({ file, known, mainFiles: two, presses: ['/b'] })).toMatchObject({
      uri: 'file:///b/main.cf',
      seen: ['picked from: /a, /b'],
    });
    expect((await traced({ file, known, mainFiles: ['file:///a/main.cf'] })).uri).toBe('file:///a/main.cf');
    expect((await traced({ file, known })).seen).toEqual([
      'information: There is no main.cf in this workspace. Open a configuration, or create one with “Set Up a Scenario”.',
    ]);
  });

  test('says that the language server does not respond', async () => {
    const known = { sender: '', recipients: ['kim@example.com'] };
    expect((await traced({ known, answering: false })).seen).toEqual([
      'error: The language server does not respond. The log shows the reason. [Show Log]',
    ]);
  });
});

describe('a result', () => {
  const result = {
    directory: 'file:///etc/postfix',
    text: 'Delivered',
    test: '--to kim@example.com --expect deliver',
  } as TracedMail;

  async function kept(of: TracedMail, isAppended = true) {
    const { context, seen } = await traced({ known: { sender: '', recipients: ['kim@example.com'] } });
    const lines: string[][] = [];
    const append: TraceContext['append'] = async (file, line) => {
      lines.push([file, line]);
      return isAppended;
    };
    await keepTrace({ ...context, append }, of);
    return { lines, seen };
  }

  test('is copied as text', async () => {
    const { context } = await traced({ known: { sender: '', recipients: ['kim@example.com'] } });
    const copied: string[] = [];
    const copy = async (text: string) => {
      copied.push(text);
    };
    await copyTrace({ ...context, copy }, result);
    await copyTrace({ ...context, copy }, undefined);
    expect(copied).toEqual(['Delivered']);
  });

  test('becomes a line of trace.tests beside main.cf', async () => {
    expect(await kept(result)).toEqual({
      lines: [['file:///etc/postfix/trace.tests', '--to kim@example.com --expect deliver']],
      seen: ['told: Added the message to trace.tests'],
    });
    expect((await kept(result, false)).seen[0]).toMatch(/^error: The message could not be added/);
  });

  test('that depends on something does not', async () => {
    const { test: _, ...depends } = result;
    const { lines, seen } = await kept(depends as TracedMail);
    expect([lines, seen[0]]).toEqual([[], expect.stringMatching(/^information: This result depends/)]);
  });
});

describe('the tables that cannot be read', () => {
  const table = 'mysql:/etc/postfix/boxes.cf';
  const mail = { sender: '', recipients: ['kim+x@example.com'] };
  const lookup = (key: string) => ({ table, key });

  /** postmap knows kim@example.com. The trace needs a second lookup if the first finds nothing. */
  async function asked({
    presses = [] as string[],
    trusted = true,
    stderr = '',
    agreed = new Set<string>(),
  }) {
    const place = desk({
      presses,
      trusted,
      run: async (_, args) => {
        const isKnown = args.includes('kim@example.com');
        return { end: 'exited', exitCode: isKnown ? 0 : 1, stdout: isKnown ? 'kim/\n' : '', stderr };
      },
    });
    const { context } = await traced({ known: mail });
    const shown: ShownTrace[] = [];
    const start = { directory: 'file:///nowhere', request: mail, lookups: [lookup('kim+x@example.com')] };
    await askTables(
      {
        ...context,
        ...place,
        findProgram: async () => ({ found: true, path: '/usr/sbin/postmap' }),
        agreed,
        traces: {
          ...context.traces,
          trace: async ({ answers = [] }) =>
            ({
              ...start,
              lookups: answers.length < 2 ? [lookup('kim@example.com')] : [],
            }) as unknown as TracedMail,
        },
        show: async (trace) => void shown.push(trace),
      },
      { uri: 'file:///nowhere/main.cf', traced: start as unknown as TracedMail, answers: [] },
    );
    return { ran: place.ran, seen: place.seen, answers: shown[0]?.answers, agreed: [...agreed] };
  }

  test('are asked one lookup after another, after the user agreed once', async () => {
    const { ran, seen, answers, agreed } = await asked({ presses: ['Look Up'] });
    expect(ran).toEqual([
      ['postmap', '-q', 'kim+x@example.com', table],
      ['postmap', '-q', 'kim@example.com', table],
    ]);
    expect(seen).toHaveLength(1);
    expect(answers).toEqual([
      { table, key: 'kim+x@example.com', value: null },
      { table, key: 'kim@example.com', value: 'kim/' },
    ]);
    expect(agreed).toEqual([table]);
  });

  test('are not asked if the user does not agree, or does not trust the workspace', async () => {
    expect(await asked({})).toMatchObject({ ran: [], answers: undefined, agreed: [] });
    expect(await asked({ trusted: false })).toMatchObject({ ran: [], answers: undefined });
  });

  test('that fail are not asked again', async () => {
    const { ran, seen, answers } = await asked({
      agreed: new Set([table]),
      stderr: 'postmap: fatal: open /etc/postfix/boxes.cf: Permission denied\n',
    });
    expect([ran.length, answers]).toEqual([1, undefined]);
    expect(seen[0]).toMatch(/^error: The lookup in mysql:.* failed: /);
  });
});

test('Show What EHLO Announces shows a page for a service', async () => {
  const { context, shown, seen } = await traced({ known: { sender: '', recipients: ['a@b.example'] } });
  const file = fileAt('/etc/postfix/master.cf', 'postfix-master', '');
  await showEhlo(context, file, 'smtp');
  await showEhlo(context, file, 'nothing');
  expect(shown).toContain('EHLO smtp');
  expect(seen).toEqual(['information: No smtpd service in this configuration is named nothing.']);
});
