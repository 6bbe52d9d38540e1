import { describe, expect, test } from 'vitest';
import { replyFilterProblem } from '../../server/src/syntax/reply-filter.ts';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('bad-reply-filter');

describe('bad-reply-filter', () => {
  test('marks a filter of a restriction', async () => {
    const [found] = await lint(`
      smtpd_client_restrictions = reject_rbl_client bl.example=1.2.300.4, permit_dnswl_client wl.example=
                                                    ^^^^^^^^^^^^^^^^^^^^ bad-reply-filter
                                                                                              ^^^^^^^^^^^ bad-reply-filter
    `);
    expect(found?.message).toBe(
      '"1.2.300.4" is not a valid reply filter. smtpd exits when it reaches reject_rbl_client: ' +
        '"RBL reply error: need decimal number 0..255 or "[" at "1.2.>300<.4"". ' +
        'Write four numbers from 0 to 255, or lists of numbers, as in 127.0.0.[2..11].',
    );
  });

  test('marks filters and weights of postscreen', async () => {
    const found = await lint(`
      postscreen_dnsbl_sites = bl.example=1.2.[1-255].5*2, bl.example*two
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^ bad-reply-filter
                                                           ^^^^^^^^^^^^^^ bad-reply-filter
    `);
    expect(found.map(({ message }) => message)).toEqual([
      '"1.2.[1-255].5" is not a valid reply filter. ' +
        'postscreen exits with: "bad DNSBL filter syntax: need ";" or "]" at "1.2.[1>-<255].5"". ' +
        'Write four numbers from 0 to 255, or lists of numbers, as in 127.0.0.[2..11].',
      '"two" is not a valid weight. postscreen exits with: "bad DNSBL weight factor "two" in "bl.example*two"". ' +
        'Write a whole number after the asterisk.',
    ]);
  });

  test('reports nothing about valid filters, and nothing before 2.8', async () => {
    await lint('smtpd_client_restrictions = reject_rbl_client bl.example=127.0.0.[2;4..11]\n');
    await lint('postscreen_dnsbl_sites = bl.example=[127.0.[0..255].2]*-3 bl.example*2 bl.example\n');
    await lint('smtpd_client_restrictions = reject_rbl_client bl.example=x\n', { version: '2.7' });
  });
});

// The messages of ip_match.c, as in its own test in the source of 3.7 (src/util/ip_match.ref).
test.each([
  ['', 'empty address pattern'],
  ['[]', 'empty address pattern'],
  ['[1.2.3.4', 'missing "]" character'],
  ['1.2.3', 'need "." at "1.2.3><"'],
  ['1.2.3.', 'need decimal number 0..255 or "[" at "1.2.3.><"'],
  ['1.2.3.4.5', 'garbage after pattern at "1.2.3.4>.<5"'],
  ['1.2.3.4*2', 'garbage after pattern at "1.2.3.4>*<2"'],
  ['1.2.3.[5..4]', 'numeric range error at "1.2.3.[5..>4<]"'],
  ['1.2.3.[]', 'need decimal number 0..255 at "1.2.3.[>]<"'],
  ['1.2.3.[1,2]', 'need ";" or "]" at "1.2.3.[1>,<2]"'],
  ['1.2.3.4', undefined],
  ['[1].[2;3].3.[4..4]', undefined],
])('%s', (filter, problem) => {
  expect(replyFilterProblem(filter)).toBe(problem);
});
