// Values that an installer has yet to fill in.
import { describe, expect, test } from 'vitest';
import { withPlaceholders } from '../../server/src/lint/placeholders.ts';
import type { Severity } from '../../server/src/lint/rule.ts';
import { SourceText } from '../../server/src/syntax/text.ts';

const uri = 'file:///etc/postfix/main.cf';

/** The severity of a finding about the text between the two `‸` in a file. */
function severity(marked: string, of: Severity = 'error', file = uri): Severity | undefined {
  const [before = '', about = '', after = ''] = marked.split('‸');
  const at = { uri: file, start: before.length, end: before.length + about.length };
  const rule = { code: 'witness', title: 'Witness', severity: of };
  const found = [{ rule, severity: of, finding: { at, message: 'm' } }];
  return withPlaceholders(found, new Map([[uri, SourceText.of(before + about + after)]]))[0]?.severity;
}

describe('a finding about a placeholder is information', () => {
  test.each([
    '!PANEL_FQDN!',
    '!Panel!',
    '{SIZE_2}',
    '@Host@',
    '@@host@@',
    '__Host__',
    '__host__',
    '_HOST_',
    '_MAIL_HOST_2_',
    '%HOST_1%',
    'PH_SIZE_LIMIT',
    '<YOUR HOST-NAME>',
  ])('%s', (placeholder) => {
    expect(severity(`a = ‸${placeholder}‸\n`)).toBe('information');
    expect(severity(`a = ‸x${placeholder}‸\n`)).toBe('error');
    expect(severity(`a = ‸${placeholder}x‸\n`)).toBe('error');
  });

  test.each([
    'a =‸!HOST!‸\n',
    'a = hash:‸!HOST!‸\n',
    'a = b,‸!HOST!‸,c\n',
    'a = b, !HOST! ‸!PORT!‸',
    'a = lmtp:‸@@host@@:24‸\n',
    'a = ‸PH_TYPE‸:PH_FILE\n',
    'a = ‸b !HOST! c‸\n',
    'a = lmtp:inet:‸!HOST!:24‸\n',
    'a = ‸[!HOST!]:587‸\n',
    'a = !HO‸ST!‸\n',
    'a = ‸!HO‸ST!\n',
    '‸!HOST!‸ = b\n',
    'a = b\nc = ‸!HOST!‸\nd = e\n',
    'a = b\nc = ‸!HOST!‸',
  ])('%j', (text) => {
    expect(severity(text)).toBe('information');
  });
});

describe('other findings are left as they are', () => {
  test.each([
    'a = !host!‸ ‸\n',
    'a = ‸!host!‸\n',
    'a = ‸b‸ !HOST!\n',
    'a = ‸b ‸!HOST!\n',
    'a = !HOST!‸ b‸\n',
    'a = !HOST!‸‸ b\n',
    'a = ‸b‸\nc = !HOST!\n',
    'c = !HOST!\na = ‸b‸\n',
    'a = ‸{host}‸\n',
    'a = ‸@host@‸\n',
    'a = ‸@@@@‸\n',
    'a = ‸____‸\n',
    'a = ‸_x_‸\n',
    'a = ‸<host>‸\n',
    'a = ‸%s%‸\n',
    'a = ‸PH_‸\n',
  ])('%j', (text) => {
    expect(severity(text)).toBe('error');
  });

  test('in a very long line', () => {
    const line = (length: number): string => `a = ‸!HOST!‸`.padEnd(length + 2, ' x');
    expect(severity(`${line(999)}\n`)).toBe('information');
    expect(severity(`${line(1000)}\n`)).toBe('error');
    const comment = '#'.repeat(1200);
    expect(severity(`${comment}\na = ‸!HOST!‸\n${comment}\n`)).toBe('information');
  });

  test('in a file whose text is not known', () => {
    expect(severity('a = ‸!HOST!‸\n', 'error', 'file:///etc/postfix/table')).toBe('error');
  });
});

test('a placeholder of several words has no finding after its first word', () => {
  expect(severity('a = static:<YOUR ‸USER‸ ID>\n')).toBeUndefined();
  expect(severity('a = static:<YOUR USER ‸ID>‸\n')).toBeUndefined();
  expect(severity('a = static:‸<YOUR‸ USER ID>\n')).toBe('information');
  expect(severity('a = ‸static:<YOUR USER ID>‸\n')).toBe('information');
  expect(severity('a = <YOUR USER ID> ‸b‸\n')).toBe('error');
});

test('a severity is lowered, never raised', () => {
  expect(severity('a = ‸!HOST!‸\n', 'warning')).toBe('information');
  expect(severity('a = ‸!HOST!‸\n', 'information')).toBe('information');
  expect(severity('a = ‸!HOST!‸\n', 'hint')).toBe('hint');
});
