import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('maillog-without-postlog');

describe('maillog-without-postlog', () => {
  const logging = 'maillog_file = /var/log/postfix.log\n';
  const postlog = 'postlog   unix-dgram n  -       n       -       1       postlogd\n';

  test('marks the log file', async () => {
    const [found] = await lint({
      'main.cf': `
        maillog_file = /var/log/postfix.log
                       ^^^^^^^^^^^^^^^^^^^^ maillog-without-postlog
      `,
      'master.cf': 'pickup unix n - n 60 1 pickup\n',
    });
    expect(found?.message).toContain(
      "Postfix does not start and logs: \"missing 'postlog' service in master.cf - run 'postfix upgrade-configuration'\".",
    );
  });

  test('is silent with the service, without a file, without master.cf, and before 3.4', async () => {
    await lint({ 'main.cf': logging, 'master.cf': postlog });
    await lint({ 'main.cf': 'maillog_file =\n', 'master.cf': 'pickup unix n - n 60 1 pickup\n' });
    await lint({ 'main.cf': logging });
    await lint({ 'main.cf': logging, 'master.cf': 'pickup unix n - n 60 1 pickup\n' }, { version: '3.3' });
  });

  test('the fix adds the service', async () => {
    const files = (masterCf: string) => ({ 'main.cf': logging, 'master.cf': masterCf });
    const pickup = 'pickup unix n - n 60 1 pickup';
    expect(await applyFix(files(`${pickup}\n`))).toEqual(files(`${pickup}\n${postlog}`));
    expect(await applyFix(files(pickup))).toEqual(files(`${pickup}\n${postlog}`));
  });
});
