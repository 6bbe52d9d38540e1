import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('argument-needs-recipient-limit');

describe('argument-needs-recipient-limit', () => {
  test('marks an assignment with the recipient', async () => {
    const [found] = await lint({
      'main.cf': '',
      'master.cf': `
        filter unix - n n - 10 pipe flags=Rq user=filter argv=/usr/bin/procmail RECIPIENT=$(recipient) /etc/procmailrc
                                                                                ^^^^^^^^^^^^^^^^^^^^^^ argument-needs-recipient-limit
      `,
    });
    expect(found?.message).toBe(
      'For several recipients, pipe passes "RECIPIENT=$(recipient)" once for each of them. ' +
        'Most commands use only the last assignment, so the other recipients get no mail. ' +
        'Set filter_destination_recipient_limit = 1 in main.cf.',
    );
  });

  test.each([
    ['filter_destination_recipient_limit = 1\n', 'argv=/bin/filter TO=${recipient}'],
    ['', 'argv=/bin/filter -- ${recipient}'],
    ['', 'argv=/bin/filter FROM=${sender}'],
    ['', 'argv=${recipient}'],
  ])('reports nothing for %j with %j', async (main, argv) => {
    await lint({ 'main.cf': main, 'master.cf': `filter unix - n n - 10 pipe user=filter ${argv}\n` });
  });

  test('reports nothing without main.cf', () =>
    lint({ 'master.cf': 'filter unix - n n - 10 pipe user=filter argv=/bin/filter TO=${recipient}\n' }));
});
