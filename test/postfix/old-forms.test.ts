// The current form accepts and rejects the same mail as the old form: the real Postfix answers for both. Also tests what
// the catalog says about Postfix and old forms.
import { expect, test } from 'vitest';
import { actionsAt, type FileTexts } from '../support/markers.ts';
import {
  attempt,
  describeRunningPostfix,
  type InstanceSpec,
  smtp,
  standardMasterCf,
  withPostfix,
} from './harness';
import { makeCertificate } from './support/certificate.ts';
import { send } from './support/smtp.ts';

const version = '3.7';

/** The clients: where they connect from, and whether they log in. */
const clients = [
  { client: '203.0.113.9' },
  { client: '192.0.2.7' },
  { client: '203.0.113.9', login: 'user' },
];
const recipients = ['postmaster@mail.example.com', 'user@example.net', 'user@example.com'];

/** Whether each client may send to each recipient. */
async function answers(spec: InstanceSpec, service: string): Promise<readonly string[]> {
  return withPostfix(spec, async (postfix) => {
    const list: string[] = [];
    for (const who of clients) {
      for (const to of recipients) {
        const { code } = await attempt(postfix.port(service), { ...who, from: 'someone@example.org', to });
        list.push(`${who.login ?? who.client} to ${to}: ${code < 400 ? 'accepted' : 'rejected'}`);
      }
    }
    return list;
  });
}

const submission = `submission inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
`;

const pairs: readonly (readonly [string, title: string, main: string, master?: string])[] = [
  [
    'the relay check among the recipient restrictions',
    'smtpd_relay_restrictions',
    'smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth‸_destination\n',
  ],
  [
    'the relay check before spam checks',
    'smtpd_relay_restrictions',
    'smtpd_recipient_restrictions = permit_mynetworks, reject_unauth‸_destination, check_recipient_access inline:{user@example.com=REJECT}\n',
  ],
  [
    'permit_auth_destination, reject',
    'reject_unauth_destination',
    'smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated, permit_auth‸_destination, reject\n',
  ],
  [
    'users permitted by the client restrictions',
    'smtpd_relay_restrictions',
    'smtpd_client_restrictions = check_client_access inline:{203.0.113.9=REJECT}\n',
    `${submission}  -o smtpd_client‸_restrictions=permit_sasl_authenticated,reject\n`,
  ],
];

describeRunningPostfix('The current form accepts and rejects the same mail as the old form', () => {
  test.each(pairs)('%s', async (_, form, main, master) => {
    const common = `compatibility_level = 3.6
mynetworks = 192.0.2.0/24
relay_domains = example.com
${master === undefined ? '' : 'smtpd_sasl_auth_enable = yes\n'}`;
    const files: FileTexts = {
      'main.cf': common + main,
      'master.cf':
        (master ?? 'smtp inet n - n - - smtpd\n') + standardMasterCf.replace(/^smtp +inet.*\n/m, ''),
    };
    const changed = (await actionsAt(files, { version }))[`Use the current form: ${form}`];
    const name = master === undefined ? 'main.cf' : 'master.cf';
    const before = without(files);
    expect(changed).toBeDefined();
    expect(changed).not.toBe(before[name]);
    const service = master === undefined ? 'smtp' : 'submission';
    const [were, are] = [before, { ...before, [name]: changed ?? '' }].map((texts) =>
      answers({ mainCf: texts['main.cf'] ?? '', masterCf: texts['master.cf'] ?? '' }, service),
    );
    const old = (await were) ?? [];
    expect(await are).toEqual(old);
    // The comparison is useful only if the answers differ.
    expect(new Set(old.map((answer) => answer.slice(answer.lastIndexOf(' ')))).size).toBe(2);
  });
});

function without(files: FileTexts): FileTexts {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replace('‸', '')]));
}

describeRunningPostfix('An old form', () => {
  test('tlsmgr over a named pipe: smtpd has no TLS', async () => {
    const { key, certificate } = await makeCertificate();
    const spec = {
      mainCf: `compatibility_level = 3.6
smtpd_tls_security_level = may
smtpd_tls_chain_files = $config_directory/mail.pem
`,
      masterCf: standardMasterCf.replace(/^tlsmgr +unix/m, 'tlsmgr fifo'),
      tables: { 'mail.pem': key + certificate },
    };
    await withPostfix(spec, async (postfix) => {
      const session = await smtp(postfix.port('smtp'));
      await session.ehlo('client.example.org');
      expect(await session.command('STARTTLS')).toMatchObject({ code: 454 });
      await session.quit();
      await postfix.waitForLog(/problem talking to server private\/tlsmgr/);
    });
  });

  test('pickup and qmgr over named pipes: mail is delivered', async () => {
    const masterCf = standardMasterCf
      .replace(/^qmgr +unix/m, 'qmgr fifo')
      .replace(/^pickup +unix/m, 'pickup fifo');
    await withPostfix({ mainCf: 'compatibility_level = 3.6\n', masterCf }, async (postfix) => {
      const mail = { from: 'a@example.org', to: 'user@example.net' };
      expect((await send(postfix.port('smtp'), mail, 'Subject: test\r\n\r\ntest')).code).toBe(250);
      await postfix.waitForLog(/to=<user@example.net>.*status=sent/);
    });
  });
});
