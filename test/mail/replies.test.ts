// The form of smtpd's replies.
import { describe, expect, test } from 'vitest';
import { rejection, softReply, splitStatus, statusFor } from '../../server/src/mail/replies.ts';

describe('a rejection', () => {
  test('the status agrees with the code', () => {
    expect(rejection(450, '5.7.1', 'x')).toEqual({ code: 450, enhanced: '4.7.1', text: 'x' });
  });

  test('a code that is not one for a rejection, or a bad status', () => {
    const unavailable = { code: 450, enhanced: '4.7.1', text: 'Service unavailable' };
    expect(rejection(250, '5.7.1', 'x')).toEqual(unavailable);
    expect(rejection(999, '5.7.1', 'x')).toEqual(unavailable);
    expect(rejection(550, '5.7', 'x')).toEqual(unavailable);
  });

  test('the text has no control characters, and an end', () => {
    expect(rejection(550, '5.7.1', 'a\tb\n').text).toBe('a b ');
    expect(rejection(550, '5.7.1', 'x'.repeat(1000)).text.length).toBe(500);
  });

  test('soft_bounce', () => {
    expect(softReply({ code: 550, enhanced: '5.7.1', text: 'x' })).toEqual({
      code: 450,
      enhanced: '4.7.1',
      text: 'x',
    });
    expect(softReply({ code: 421, text: 'x' })).toEqual({ code: 421, text: 'x' });
  });
});

describe('the status in a text', () => {
  test.each([
    ['5.7.9 no', '5.7.9', 'no'],
    ['no', '5.7.1', 'no'],
    ['3.7.1 no', '5.7.1', '3.7.1 no'],
    ['5.7.9', '5.7.9', ''],
    ['5.7.9x no', '5.7.1', '5.7.9x no'],
  ])('%s', (text, status, rest) => {
    expect(splitStatus(text, '5.7.1')).toEqual({ status, text: rest });
  });

  test.each([
    ['Sender address', '5.1.1', '4.1.7'],
    ['Recipient address', '5.1.8', '4.1.2'],
    ['Client host', '5.1.1', '4.0.0'],
    ['Sender address', '5.1.9', '4.1.0'],
    ['Sender address', '5.7.1', '5.7.1'],
  ] as const)('%s %s', (kind, status, expected) => {
    expect(statusFor(kind, status)).toBe(expected);
  });
});
