// Signature help: the form of the argument that the user is typing. In the tests, « » mark the active parameter.

import { describe, expect, test } from 'vitest';
import { type Files, signatureAt } from '../support/markers.ts';

/** The active signature with its active parameter in « ». */
async function form(files: Files): Promise<string | undefined> {
  const help = await signatureAt(files);
  const signature = help?.signatures[help.activeSignature ?? 0];
  if (help === undefined || signature === undefined) return undefined;
  const { label, parameters = [] } = signature;
  const span = parameters[help.activeParameter ?? 0]?.label;
  if (!Array.isArray(span)) throw new Error('the parameter is not a span of the label');
  return `${label.slice(0, span[0])}«${label.slice(...span)}»${label.slice(span[1])}`;
}

describe('after an access restriction', () => {
  test.each([
    ['check_client_access ‸', 'check_client_access «type»:table'],
    ['check_client_access ha‸', 'check_client_access «type»:table'],
    ['check_client_access hash:‸', 'check_client_access type:«table»'],
    ['permit_mynetworks, CHECK_CLIENT_ACCESS hash:/etc/‸', 'check_client_access type:«table»'],
    ['reject_rbl_client ‸', 'reject_rbl_client «domain»=filter'],
    ['reject_rbl_client bl.example.net=‸', 'reject_rbl_client domain=«filter»'],
    ['check_policy_service ‸', 'check_policy_service «unix»:path'],
    ['check_policy_service unix:‸', 'check_policy_service unix:«path»'],
    ['check_policy_service inet:192.0.2.1:‸', 'check_policy_service inet:host:«port»'],
    ['sleep ‸', 'sleep «seconds»'],
    ['warn_if_reject reject_rbl_client,‸', 'reject_rbl_client «domain»=filter'],
  ])('%s', async (list, expected) => {
    expect(await form(`smtpd_client_restrictions = ${list}\n`)).toBe(expected);
  });

  test.each([
    'permit_mynetworks ‸',
    'check_client_ac‸',
    'check_client_access hash:/etc/postfix/access ‸',
    'check_client_access hash:/etc/postfix/access, ‸',
    'reject_rbl_client bl.example.net ‸ permit',
  ])('no signature at %s', async (list) => {
    expect(await form(`smtpd_client_restrictions = ${list}\n`)).toBeUndefined();
  });

  test('on several lines, and in a restriction class', async () => {
    expect(await form('smtpd_client_restrictions =\n  check_client_access\n# here\n  ‸\n')).toBe(
      'check_client_access «type»:table',
    );
    expect(await form('smtpd_restriction_classes = office\noffice = check_sender_access ‸\n')).toBe(
      'check_sender_access «type»:table',
    );
  });

  test('in an override, with and without braces', async () => {
    const master = (option: string) => ({
      'main.cf': '',
      'master.cf': `smtp inet n - n - - smtpd\n  ${option}\n`,
    });
    expect(await form(master('-o smtpd_client_restrictions=reject_rbl_client,‸'))).toBe(
      'reject_rbl_client «domain»=filter',
    );
    expect(await form(master('-o { smtpd_client_restrictions = reject_rbl_client ‸ }'))).toBe(
      'reject_rbl_client «domain»=filter',
    );
    expect(await form(master('-o smtpd_client_restrictions=reject_rbl_client ‸'))).toBeUndefined();
  });

  test('with documentation', async () => {
    const help = await signatureAt('smtpd_client_restrictions = sleep ‸\n');
    expect(help?.signatures[0]?.documentation).toMatchObject({
      kind: 'markdown',
      value: expect.stringMatching(/second/),
    });
  });
});

describe('after an action in a table', () => {
  const access = (text: string) => ({
    'main.cf': 'smtpd_client_restrictions = check_client_access hash:/etc/postfix/access\n',
    'master.cf': '',
    access: text,
  });
  const checks = (text: string) => ({
    'main.cf': 'header_checks = pcre:/etc/postfix/checks\n',
    'master.cf': '',
    checks: text,
  });

  test.each([
    ['example.com FILTER ‸', 'FILTER «transport»:destination'],
    ['example.com filter scan:‸', 'filter transport:«destination»'],
    ['example.com REDIRECT anna‸', 'REDIRECT «user»@domain'],
    ['example.com REDIRECT anna@‸', 'REDIRECT user@«domain»'],
    ['example.com REJECT ‸', 'REJECT «status» text'],
    ['example.com 550 5.7.1 ‸', '550 status «text»'],
  ])('%s', async (line, expected) => {
    expect(await form(access(`${line}\n`))).toBe(expected);
  });

  test.each([
    ['/^X-Spam:/ PREPEND ‸', 'PREPEND «header»: text'],
    ['/^X-Spam:/ PREPEND X-Seen:‸', 'PREPEND header: «text»'],
    ['/^X-Spam:/ HOLD ‸', 'HOLD «text»'],
  ])('%s', async (line, expected) => {
    expect(await form(checks(`${line}\n`))).toBe(expected);
  });

  test.each(['example.com OK ‸', 'example.com REJ‸', 'example.com‸', '# example.com FILTER ‸'])(
    'no signature at %s',
    async (line) => {
      expect(await form(access(`${line}\n`))).toBeUndefined();
    },
  );
});
