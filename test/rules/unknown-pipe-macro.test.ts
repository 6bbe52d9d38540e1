import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('unknown-pipe-macro');

describe('unknown-pipe-macro', () => {
  test('marks the argument, and suggests a similar macro', async () => {
    const [first, second] = await lint({
      'master.cf': `
        hook unix - n n - - pipe user=nobody argv=/bin/hook \${original_subject} -f $sendr
                                                            ^^^^^^^^^^^^^^^^^^^ unknown-pipe-macro
                                                                                   ^^^^^^ unknown-pipe-macro
      `,
    });
    expect(first?.message).toBe(
      'pipe has no macro named original_subject. ' +
        'The mail stays in the queue, because pipe warns: "unknown macro name: "original_subject"". ' +
        'Remove it, or use a macro that pipe(8) lists; for a literal $, write $$.',
    );
    expect(second?.message).toContain('Did you mean ${sender}?');
  });

  test('marks a macro of a later release', async () => {
    const [found] = await lint(
      {
        'master.cf': `
          hook unix - n n - - pipe user=nobody argv=/bin/hook \${envid}
                                                              ^^^^^^^^ unknown-pipe-macro
        `,
      },
      { version: '3.8' },
    );
    expect(found?.message).toContain('The macro envid requires Postfix 3.9, but this is Postfix 3.8.');
  });

  test.each([
    'hook unix - n n - - pipe user=nobody argv=/bin/hook -f ${sender} -- ${recipient} $nexthop:$user\n',
    'hook unix - n n - - pipe user=nobody argv=/bin/hook $$subject $(mailbox)\n',
    'hook unix - n n - - pipe user=$subject argv=/bin/hook ${envid}\n',
    'hook unix - n n - - spawn user=nobody argv=/bin/hook ${subject}\n',
    'hook unix - n n - - pipe user=nobody\n',
  ])('reports nothing for %j', async (text) => {
    await lint({ 'master.cf': text });
  });
});
