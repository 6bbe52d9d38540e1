// The right-hand sides of access(5), header_checks(5), and body_checks(5), tried with smtpd(8) and cleanup(8): they
// must do what we say, and if we report a problem, they must log it in the same words.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Action, parseAction } from '../../server/src/syntax/tables/actions.ts';
import { parseTableLine } from '../../server/src/syntax/tables/key-value.ts';
import { itemOf } from '../syntax/tables/support.ts';
import { describeRunningPostfix, type PostfixInstance, smtp, startPostfix } from './harness.ts';

const accessValues = [
  ...[
    'OK',
    'ok whatever',
    'RELAY',
    'DUNNO',
    'dunno x',
    '1',
    '550',
    '1234567890',
    '550 no',
    '450 4.2.1 later',
    '55 x',
  ],
  ...[
    'REJECT',
    'reject go away',
    'REJECT 5.1.1 no',
    'REJECT 4.1.1 later',
    'REJECT 5.1.1x no',
    'DEFER',
    'Defer later',
  ],
  ...[
    'DEFER_IF_PERMIT',
    'DEFER_IF_PERMIT 4.5.6 x',
    'DEFER_IF_REJECT x',
    'WARN hm',
    'INFO hm',
    'HOLD',
    'DISCARD',
  ],
  ...[
    'FILTER',
    'FILTER scan',
    'FILTER discard:x',
    'FILTER discard:',
    'REDIRECT',
    'REDIRECT user',
    'REDIRECT a@b.example',
  ],
  ...[
    'BCC',
    'BCC user',
    'BCC a@b.example',
    'PREPEND',
    'PREPEND no header',
    'PREPEND X-A: b',
    'PREPEND X-A : b',
  ],
  ...[
    'permit',
    'reject',
    'Reject,permit',
    'defer x',
    'permit, reject',
    'check_client_access hash:/x',
    ', ,',
    'OK, x',
  ],
];

const contentValues = [
  ...[
    'IGNORE',
    'ignore x',
    'DUNNO',
    'ok',
    'PASS',
    'STRIP x',
    'WARN hm',
    'INFO',
    'HOLD',
    'DISCARD',
    'REJECT',
    'reject no',
  ],
  ...[
    'REJECT 5.1.1 no',
    'REJECT 4.1.1 later',
    'REJECT 2.1.1 yes',
    'FILTER',
    'FILTER scan',
    'FILTER discard:',
  ],
  ...[
    'REDIRECT',
    'REDIRECT user',
    'REDIRECT a@b.example',
    'BCC user',
    'BCC a@b.example',
    'PREPEND',
    'PREPEND text',
  ],
  ...['PREPEND X-A: b', 'REPLACE', 'REPLACE text', 'REPLACE X-A: b', 'DELETE', 'REJECTED', 'OK, x', '550 no'],
];

function read(role: 'access' | 'header-checks' | 'body-checks', value: string): Action {
  const item = itemOf(`key ${value}`, parseTableLine);
  return parseAction(role, item.line, item.value);
}

/** A warning of ours as Postfix logs it, with the name of the map somewhere in it. */
function logged({ message }: { readonly message: string }): RegExp {
  const words = message.split(' -- ').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`warning: .*${words.join('.* -- ')}`);
}

/** The code that smtpd(8) answers with. */
function accessCode(action: Action): number | undefined {
  switch (action.kind) {
    case 'reject':
      return 554;
    case 'defer':
    case 'defer-if-permit':
      return 450;
    case 'reply':
      return Number(action.code.text);
    case 'restrictions':
      if (action.problem?.code === 'lookup-table') return 451;
      // The tests of restrictions cover what a list does.
      return undefined;
    default:
      return 250;
  }
}

const mainCf = `
compatibility_level = 3.6
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access hash:$config_directory/access, permit
smtpd_error_sleep_time = 0
header_checks = regexp:$config_directory/headers
body_checks = regexp:$config_directory/bodies
`;

/** Each value is the result for a separate recipient, header, and body line. */
const tables = {
  'hash:access': accessValues.map((value, i) => `k${i}@example.net ${value}\n`).join(''),
  headers: contentValues.map((value, i) => `/^X-Test: ${i}\\./ ${value}\n`).join(''),
  bodies: contentValues.map((value, i) => `/^body ${i}\\./ ${value}\n`).join(''),
};

// One after the other, because the last test checks everything that was logged.
describeRunningPostfix('Actions', () => describe.sequential('one at a time', actions));

function actions(): void {
  let postfix: PostfixInstance;

  beforeAll(async () => {
    postfix = await startPostfix({ mainCf, tables });
  });
  afterAll(() => postfix.stop());

  async function expectLogged(action: Action): Promise<void> {
    if (action.problem !== undefined) await postfix.waitForLog(logged(action.problem));
  }

  test.each(accessValues)('access(5): %s', async (value) => {
    const session = await smtp(postfix.port());
    await session.ehlo();
    await session.mail('a@example.org');
    const { code, text } = await session.rcpt(`k${accessValues.indexOf(value)}@example.net`);
    await session.quit();
    const action = read('access', value);
    const expected = accessCode(action);
    if (expected !== undefined) expect(code).toBe(expected);
    if (code >= 400 && 'text' in action && action.text !== undefined)
      expect(text).toContain(action.text.text);
    // smtpd(8) corrects the first digit of an enhanced status code.
    if ('status' in action && action.status !== undefined)
      expect(text).toContain(action.status.text.slice(1));
    await expectLogged(action);
  });

  test.each(contentValues.flatMap((value) => [['header', value] as const, ['body', value] as const]))(
    '%s_checks(5): %s',
    async (part, value) => {
      const number = contentValues.indexOf(value);
      const session = await smtp(postfix.port());
      await session.ehlo();
      await session.mail('a@example.org');
      await session.rcpt('b@example.org');
      const message = part === 'header' ? `X-Test: ${number}.\n\n` : `\nbody ${number}.\n`;
      const { code, text } = await session.data(message);
      await session.quit();
      const action = read(`${part}-checks`, value);
      expect(code >= 400).toBe(action.kind === 'reject');
      if (action.kind === 'reject' && action.text !== undefined) expect(text).toContain(action.text.text);
      await expectLogged(action);
    },
  );

  test('nothing else is wrong with them', async () => {
    const problems = [
      ...accessValues.map((value) => read('access', value).problem),
      ...contentValues.flatMap((value) => [
        read('header-checks', value).problem,
        read('body-checks', value).problem,
      ]),
    ];
    const known = problems.flatMap((problem) => (problem ? [logged(problem)] : []));
    // smtpd(8) complains three times about a lookup table in an access table; the log line of the action WARN is not a
    // complaint, and the syntax does not know the meaning of restrictions.
    const others =
      /has entry with lookup table|define a restriction class|: warning: (header|body) |restriction(?: `|: )/;
    const complaints = (await postfix.log())
      .split('\n')
      .filter((line) => /postfix\/(smtpd|cleanup)\[\d+\]: .*warning: /.test(line) && !others.test(line));
    expect(complaints.length).toBeGreaterThan(10);
    expect(complaints.filter((line) => !known.some((pattern) => pattern.test(line)))).toEqual([]);
  });
}
