// Tracing in an editor: the request, the lenses and hovers of tables.

import { describe, expect, test } from 'vitest';
import { MarkupContent } from 'vscode-languageserver-types';
import type { TraceNode } from '../../../server/src/features/trace/index.ts';
import { directory, inMemory, uriOf } from '../../corpus/host';

const files = {
  'main.cf': `compatibility_level = 3.6
myhostname = mail.example.com
mydestination = localhost, mail.example.com
virtual_mailbox_domains = example.com
virtual_mailbox_base = /var/mail/vhosts
virtual_mailbox_maps = hash:/etc/postfix/boxes
virtual_alias_maps = hash:/etc/postfix/virtual
virtual_uid_maps = static:5000
virtual_gid_maps = static:5000
alias_maps = hash:/etc/postfix/aliases
`,
  'master.cf': `smtp inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
rewrite unix - - n - - trivial-rewrite
qmgr unix n - n 300 1 qmgr
pickup unix n - n 60 1 pickup
local unix - n n - - local
virtual unix - n n - - virtual
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
`,
  boxes: 'kim@example.com example.com/kim/\n',
  virtual: '# aliases\ninfo@example.com kim@example.com\n@example.net kim@example.com\n',
  aliases: 'root: kim@example.com\n',
};
const mailbox = '/var/mail/vhosts/example.com/kim/';
/** The files of all places in a tree. */
function placesIn({ at, children }: TraceNode): readonly string[] {
  return [...at.map(({ uri }) => uri), ...children.flatMap(placesIn)];
}

const abilities = { indexesTables: false, tracesMail: true };

async function lensesOf(name: string, texts: Readonly<Record<string, string>> = files) {
  const { service } = inMemory(texts);
  const lenses = await service.codeLenses(uriOf(name), abilities);
  const resolved = await Promise.all(lenses.map((lens) => service.resolveCodeLens(lens)));
  return resolved.map(({ range, command }) => ({ line: range.start.line, ...command }));
}

describe('a traced mail', () => {
  test('has a result, steps with places, a text, and a test', async () => {
    const { service } = inMemory(files);
    const mail = { sender: 'a@example.net', recipients: ['info@example.com'] };
    const traced = await service.traceMail(uriOf('virtual'), mail);
    expect(traced).toMatchObject({
      directory,
      outcome: 'delivered',
      request: mail,
      flow: [
        ...['clients:host', 'pickup/unix', 'cleanup/unix', 'queue'],
        ...['virtual/unix', 'mailbox:virtual', 'command:virtual'],
      ],
    });
    expect(traced?.summary).toContain(mailbox);
    expect(traced?.text).toContain('virtual:2');
    expect(traced?.test).toContain('--to info@example.com --expect virtual:');
    const places = traced ? placesIn(traced.tree) : [];
    expect(places).toContain(uriOf('virtual'));
    expect(places).toContain(uriOf('boxes'));
  });

  test('follows the files', async () => {
    const { service, write } = inMemory(files);
    const mail = { sender: '', recipients: ['info@example.com'] };
    write('virtual', 'info@example.com kim@mail.example.com\n');
    expect((await service.traceMail(uriOf('main.cf'), mail))?.flow).toContain('local/unix');
  });

  test('of a database depends on its answers', async () => {
    const { service } = inMemory({
      ...files,
      'main.cf': files['main.cf'].replace('hash:/etc/postfix/boxes', 'mysql:/etc/postfix/boxes.cf'),
    });
    const mail = { sender: '', recipients: ['kim@example.com'] };
    const [table, key] = ['mysql:/etc/postfix/boxes.cf', 'kim@example.com'];
    const open = await service.traceMail(uriOf('main.cf'), mail);
    expect(open?.lookups).toContainEqual({ table, key });
    const answers = [{ table, key, value: 'kim/' }];
    const traced = await service.traceMail(uriOf('main.cf'), mail, answers);
    expect(traced?.summary).toContain('/var/mail/vhosts/kim/');
    expect(traced?.lookups).not.toContainEqual({ table, key });
  });

  test('of a file without a configuration does not exist, and nonsense does not throw', async () => {
    const { service } = inMemory({ notes: 'x\n', ...files });
    expect(await service.traceMail('file:///home/notes', { sender: '', recipients: ['a'] })).toBeUndefined();
    for (const address of ['', '@', '@@', '"', '<>', 'a@[', '\u0000', 'a'.repeat(10_000)])
      expect(
        await service.traceMail(uriOf('main.cf'), { sender: address, recipients: [address] }),
      ).toBeDefined();
    expect(await service.traceMail(uriOf('main.cf'), { sender: '', recipients: [] })).toBeDefined();
  });
});

describe('a lens', () => {
  test('above an address shows where its mail ends, and traces it', async () => {
    const lenses = await lensesOf('virtual');
    expect(lenses.slice(1)).toEqual([
      {
        line: 1,
        title: `→ ${mailbox}`,
        tooltip: `Mail to info@example.com: Delivered to the mailbox ${mailbox} (virtual)`,
        command: 'postfix.traceMail',
        arguments: [uriOf('virtual'), { sender: 'postmaster', recipients: ['info@example.com'] }],
      },
    ]);
    expect((await lensesOf('boxes'))[1]?.title).toContain(mailbox);
    expect((await lensesOf('aliases'))[1]?.arguments?.[1]).toMatchObject({
      recipients: ['root@mail.example.com'],
    });
  });

  test('does not appear in long tables, and not if the user does not want it', async () => {
    const long = Array.from({ length: 26 }, (_, i) => `a${i}@example.com kim@example.com\n`).join('');
    expect(await lensesOf('virtual', { ...files, virtual: long })).toHaveLength(1);
    const { service } = inMemory(files, { settings: { codeLens: { traces: false } } });
    expect(await service.codeLenses(uriOf('virtual'), abilities)).toHaveLength(1);
  });

  test('of a service traces a mail to it', async () => {
    const [facts, trace] = await lensesOf('master.cf');
    expect(facts?.title).toMatch(/^strangers: /);
    expect(trace).toMatchObject({
      line: 0,
      title: 'Trace mail',
      command: 'postfix.traceMail',
      arguments: [uriOf('master.cf'), { service: 'smtp' }],
    });
  });
});

describe('a hover', () => {
  async function hoverOn(name: string, word: string, more = ''): Promise<string> {
    const text = files[name as keyof typeof files] + more;
    const { service } = inMemory({ ...files, [name]: text });
    const before = text.slice(0, text.indexOf(word));
    const position = {
      line: before.split('\n').length - 1,
      character: before.length - before.lastIndexOf('\n'),
    };
    const hover = await service.hover(uriOf(name), position);
    return MarkupContent.is(hover?.contents) ? hover.contents.value : '';
  }

  test('on an address of a table shows where its mail ends', async () => {
    expect(await hoverOn('virtual', 'info@')).toContain(`→ the mailbox ${mailbox} (virtual)`);
    expect(await hoverOn('virtual', 'kim@')).toContain(`→ the mailbox ${mailbox} (virtual)`);
    expect(await hoverOn('aliases', 'root')).toContain('Mail to `root@mail.example.com`');
  });

  test('in a very large table shows no end', async () => {
    const found = await hoverOn('virtual', 'info@', 'pat@example.org kim@example.com\n'.repeat(350_000));
    expect(found).toContain('info@example.com');
    expect(found).not.toContain('→');
  });

  test('on a whole domain shows no end', async () => {
    expect(await hoverOn('virtual', '@example.net')).not.toContain('→');
  });
});

describe('what EHLO announces', () => {
  const page = (mainCf: string, service = 'smtp') =>
    inMemory({ ...files, 'main.cf': files['main.cf'] + mainCf }).service.ehlo(uriOf('main.cf'), service);

  test('has a row for each keyword, and says why AUTH is missing', async () => {
    const text = await page('smtpd_tls_security_level = may\nmessage_size_limit = 1000\n');
    expect(text).toContain('| keyword | stranger, before STARTTLS | stranger, after STARTTLS |');
    expect(text).toMatch(/\| `SIZE` \| yes: `1000` \|/);
    expect(text).toMatch(/\| `AUTH` \| no \| no \| no \| no \|/);
    expect(text).toContain('- `AUTH`: smtpd_sasl_auth_enable is no.');
    expect(text).toContain('- `STARTTLS` after STARTTLS: The session is already encrypted.');
  });

  test('of a service without TLS has no session after STARTTLS', async () => {
    const text = await page('smtpd_tls_security_level = none\n');
    expect(text).toContain('| keyword | stranger | client in mynetworks |');
  });

  test('of a service with TLS from the first byte has no session before STARTTLS', async () => {
    expect(await page('smtpd_tls_wrappermode = yes\n')).toContain(
      '| keyword | stranger | client in mynetworks |',
    );
  });

  test('of a service that does not exist is nothing', async () => {
    expect(await page('', 'nothing')).toBeUndefined();
  });
});
