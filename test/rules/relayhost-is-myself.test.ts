import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('relayhost-is-myself');

describe('relayhost-is-myself', () => {
  test('marks the relay host, and shows where myhostname is set', async () => {
    const [found] = await lint(`
      myhostname = mail.example.com
      relayhost = Mail.example.com
                  ^^^^^^^^^^^^^^^^ relayhost-is-myself
    `);
    expect(found?.message).toContain(
      'Postfix programs exit with: "myhostname and relayhost parameter settings must not be identical: mail.example.com".',
    );
    expect(found?.related).toEqual(['myhostname']);
  });

  test('marks $myhostname, also if it is the name of the host', () =>
    lint(`
      relayhost = $myhostname
                  ^^^^^^^^^^^ relayhost-is-myself
    `));

  test('reports nothing for other hosts, brackets, ports, and an empty value', async () => {
    const own = 'myhostname = mail.example.com\n';
    await lint(`${own}relayhost = mail.example.net\n`);
    await lint(`${own}relayhost = [mail.example.com]\n`);
    await lint(`${own}relayhost = mail.example.com:587\n`);
    await lint(`${own}relayhost =\n`);
    await lint(`${own}relayhost = $somewhere\n`);
  });

  test('the fix comments the line out', async () => {
    expect(await applyFix('relayhost = mail.example.com\n')).toBe('#relayhost = mail.example.com\n');
  });
});
