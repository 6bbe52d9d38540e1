// Which words the editor offers, and what it writes when one is taken.

import { describe, expect, test } from 'vitest';
import type { CompletionItem } from 'vscode-languageserver-types';
import { accept, complete, documentationOf, type Files, type Options } from '../support/markers.ts';

async function labels(files: Files, options?: Options): Promise<string[]> {
  return (await complete(files, options)).map((item) => item.label);
}

function labelled(items: readonly CompletionItem[], label: string): CompletionItem {
  const item = items.find((each) => each.label === label);
  if (item === undefined) throw new Error(`not offered: ${label}`);
  return item;
}

describe('parameter names', () => {
  test('at the start of a line, with the equals sign behind', async () => {
    expect(await labels('smtpd_rel‸\n')).toContain('smtpd_relay_restrictions');
    expect(await accept('smtpd_rel‸\n', 'smtpd_relay_restrictions')).toBe('smtpd_relay_restrictions = \n');
  });

  test('without it where one stands already', async () => {
    expect(await accept('smtpd_rel‸ = permit\n', 'smtpd_relay_restrictions')).toBe(
      'smtpd_relay_restrictions = permit\n',
    );
  });

  test('what the file lacks first, then what it has, then what will go', async () => {
    const list = await labels('smtpd_helo_required = yes\n‸\n');
    const at = (name: string) => list.indexOf(name);
    expect(at('smtpd_banner')).toBeGreaterThanOrEqual(0);
    expect(at('smtpd_banner')).toBeLessThan(at('smtpd_helo_required'));
    expect(at('smtpd_helo_required')).toBeLessThan(at('smtpd_use_tls'));
  });

  test('what servers set most often comes first', async () => {
    const [first, ...others] = await labels('‸\n');
    expect(first).toBe('mydestination');
    expect(others.indexOf('smtpd_banner')).toBeLessThan(others.indexOf('smtpd_junk_command_limit'));
  });

  test('those of another release last, with the release that has them', async () => {
    const at = async (version: string) => {
      const items = await complete('smtpd_forbid‸\n', { version });
      const index = items.findIndex(({ label }) => label === 'smtpd_forbid_bare_newline');
      return { behind: items.length - index, note: items[index]?.labelDetails?.description };
    };
    const [old, young] = [await at('3.4'), await at('3.9')];
    expect(old.note).toBe('since 3.9');
    expect(young.note).toBeUndefined();
    expect(old.behind).toBeLessThan(young.behind);
    expect(labelled(await complete('permit_mx‸\n'), 'smtpd_use_tls')).toMatchObject({ tags: [1] });
  });

  test('one that is used and not set comes before all', async () => {
    const items = await complete('myorigin = $site_name\n‸\n');
    expect(items[0]).toMatchObject({ label: 'site_name', labelDetails: { description: 'used, not set' } });
  });

  test('those that services of master.cf give rise to', async () => {
    const files = { 'main.cf': 'slow_‸\n', 'master.cf': 'slow unix - - n - - smtp\n' };
    expect(await labels(files)).toContain('slow_destination_concurrency_limit');
  });

  test('none where it would tear a value apart', async () => {
    expect(await labels('mydestination = a,\n‸  b\n')).toEqual([]);
    expect(await labels('mydestination = a,\n‸\n  b\n')).toEqual([]);
  });

  test('the text about one is there when it is asked for, and not before', async () => {
    const item = labelled(await complete('smtpd_ban‸\n'), 'smtpd_banner');
    expect(item.documentation).toBeUndefined();
    expect(await documentationOf('smtpd_ban‸\n', 'smtpd_banner')).toContain('**smtpd_banner** — text');
  });
});

describe('values', () => {
  test('yes and no', async () => {
    expect(await labels('biff = ‸\n')).toEqual(['no', 'yes']);
    expect(await accept('biff = y‸\n', 'yes')).toBe('biff = yes\n');
  });

  test('the words of an enumeration', async () => {
    expect(await labels('smtpd_tls_security_level = ‸\n')).toEqual(['encrypt', 'may', 'none']);
  });

  test('$names, inside braces too', async () => {
    expect(await labels('myorigin = $myd‸\n')).toContain('mydomain');
    expect(await accept('myorigin = $myd‸\n', 'mydomain')).toBe('myorigin = $mydomain\n');
    expect(await accept('myorigin = a ${myd‸} b\n', 'mydomain')).toBe('myorigin = a ${mydomain} b\n');
  });

  test('not behind a doubled dollar sign', async () => {
    expect(await labels('smtpd_banner = $$myd‸\n')).not.toContain('mydomain');
  });

  test('table types', async () => {
    expect(await labels('transport_maps = ‸\n')).toEqual(
      expect.arrayContaining(['hash:', 'lmdb:', 'regexp:']),
    );
    expect(await labels('transport_maps = ‸\n', { version: '2.10' })).not.toContain('lmdb:');
  });

  test('transports of master.cf', async () => {
    const files = {
      'main.cf': 'default_transport = ‸\n',
      'master.cf': 'smtp unix - - n - - smtp\nslow unix - - n - - smtp\n',
    };
    expect((await labels(files)).slice(0, 2)).toEqual(['smtp:', 'slow:']);
    expect(await accept(files, 'slow:')).toBe('default_transport = slow:\n');
  });
});

describe('access restrictions', () => {
  test('where they go, and not elsewhere', async () => {
    expect(await labels('smtpd_relay_restrictions = permit_s‸\n')).toContain('permit_sasl_authenticated');
    expect(await labels('mydestination = permit_s‸\n')).not.toContain('permit_sasl_authenticated');
  });

  test('in a continued line', async () => {
    const text = 'smtpd_relay_restrictions = permit_mynetworks,\n# a comment\n    permit_s‸\nmyorigin = x\n';
    expect(await accept(text, 'permit_sasl_authenticated')).toBe(
      text.replace('permit_s‸', 'permit_sasl_authenticated'),
    );
  });

  test('tables behind one that needs a table', async () => {
    const list = await labels('smtpd_client_restrictions = check_client_access ‸\n');
    expect(list).toContain('hash:');
    expect(list).not.toContain('reject');
  });

  test('classes of the user', async () => {
    expect(
      await labels('smtpd_restriction_classes = office\noffice = permit\nsmtpd_client_restrictions = ‸\n'),
    ).toContain('office');
  });

  test('none that the target has removed', async () => {
    expect(await labels('smtpd_relay_restrictions = ‸\n')).not.toContain('check_relay_domains');
    expect(await labels('smtpd_relay_restrictions = ‸\n', { version: '3.8' })).toContain(
      'check_relay_domains',
    );
  });
});

describe('master.cf', () => {
  const master = (text: string) => ({ 'main.cf': '', 'master.cf': text });

  test('types, yes and no, programs, each in its field', async () => {
    expect(await labels(master('smtp ‸\n'))).toEqual(['inet', 'unix', 'fifo', 'pass', 'unix-dgram']);
    expect(await labels(master('smtp unix ‸\n'))).toEqual(['-', 'y', 'n']);
    // A network service cannot be private.
    expect(await labels(master('smtp inet ‸\n'))).toEqual(['n']);
    expect(await labels(master('smtp inet n - n - - ‸\n'))).toContain('smtpd');
  });

  test('names behind -o, those that the program reads first', async () => {
    const list = await labels(master('smtp inet n - n - - smtpd\n  -o ‸\n'));
    expect(list.indexOf('smtpd_banner')).toBeLessThan(list.indexOf('biff'));
    expect(await accept(master('smtp inet n - n - - smtpd\n  -o smtpd_ban‸\n'), 'smtpd_banner')).toContain(
      '-o smtpd_banner=\n',
    );
  });

  test('values behind the equals sign', async () => {
    expect(await labels(master('smtp inet n - n - - smtpd\n  -o smtpd_tls_security_level=‸\n'))).toEqual([
      'encrypt',
      'may',
      'none',
    ]);
    expect(
      await labels(master('smtp inet n - n - - smtpd\n  -o { smtpd_relay_restrictions = permit_s‸ }\n')),
    ).toContain('permit_sasl_authenticated');
  });
});

test.each(['# biff = ‸\n', 'mydestination = a,\n# ‸\n  b\n'])('nothing in the comment %j', async (text) => {
  expect(await labels(text)).toEqual([]);
});
