// The manual of the Postfix on this machine: found on the disk, and converted to Markdown.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { installedManual } from '../../server/src/host-node/manual.ts';
import { manualText } from '../../server/src/host-node/troff.ts';
import { cpuTime } from '../support/cpu-time.ts';

const page = String.raw`.TH POSTCONF 5
.SH NAME
postconf \- Postfix, made up for a test
.SH mail_colour (default: $paint)
Which \fBcolour\fR the \fIenvelope\fR has. A domain\-wide <choice>.
See \fBpaint\fR(5).
.PP
Example:
.nf
.na
.ft C
mail_colour = red
mail_colour = *\fBdark\fR* blue
.fi
.ad
.ft R
.SH smtpd_rooms (default: empty)
Where clients wait:
.IP \(bu
here, or
.IP \(bu
there.
.IP "\fBpermit_guests\fR"
Let guests in.
.sp
At night, too.
.br
.IP "\fBreject_ghosts \fIhouse\fR"
.IP "\fBreject_spirits\fR"
Keep them out.
.RS
.IP \fBD\fR
A flag.
.RE
.SH mail_smell (default: rose)
None.
`;

describe('an entry as Markdown', () => {
  test('of a parameter: fonts, paragraphs, examples', () => {
    expect(manualText(page, 'mail_colour')).toBe(
      [
        'Which **colour** the *envelope* has. A domain-wide \\<choice\\>. See **paint**(5).',
        '',
        'Example:',
        '',
        '```',
        'mail_colour = red',
        'mail_colour = *dark* blue',
        '```',
      ].join('\n'),
    );
  });

  test('of a word among parameters, up to the next one', () => {
    expect(manualText(page, 'permit_guests')).toBe('Let guests in.\n\nAt night, too.');
  });

  test('that two words share, with the indented text below it', () => {
    const text = 'Keep them out.\n\n- **D**: A flag.';
    expect(manualText(page, 'reject_ghosts')).toBe(text);
    expect(manualText(page, 'reject_spirits')).toBe(text);
    expect(manualText(page, 'D')).toBe('A flag.');
  });

  test('of lists', () => {
    expect(manualText(page, 'smtpd_rooms')).toMatch(/^Where clients wait:\n\n- here, or\n- there\.\n/);
  });

  test.each(['nothing', 'mail', 'NAME', '', '.*', 'toString'])('none for %j', (entry) => {
    expect(manualText(page, entry)).toBeUndefined();
  });

  test('a long one is shortened', () => {
    const long = `.SH a (default: b)\n${'word\n.PP\n'.repeat(500)}`;
    expect(manualText(long, 'a')?.length).toBeLessThan(1000);
    expect(manualText(long, 'a')).toMatch(/…$/);
  });

  test('of a damaged page: the rest of it, quickly', async () => {
    for (const damage of ['.IP "', '\\f', '.RS\n', '.nf\n', '\\', '\\fB*', '.IP \\(bu\n']) {
      const text = `.SH a (default: b)\n${damage.repeat(50_000)}`;
      expect(await cpuTime(() => manualText(text, 'a'))).toBeLessThan(1000);
    }
  });
});

describe('the page', () => {
  function folder(files: Readonly<Record<string, string | Buffer>>): string {
    const root = mkdtempSync(join(tmpdir(), 'manual-'));
    for (const section of ['man5', 'man8']) mkdirSync(join(root, section));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(root, name), content);
    return root;
  }

  test('plain or compressed, in the first folder that has it', async () => {
    const manual = installedManual([
      '/nowhere',
      folder({ 'man5/postconf.5.gz': gzipSync(page) }),
      folder({ 'man5/postconf.5': page.replace('None', 'Other') }),
    ]);
    expect(await manual('postconf(5) mail_smell')).toBe('None.');
  });

  test('under the name that Debian gives it, and never that of another program', async () => {
    const own = page.replace('None', 'Own');
    const manual = installedManual([
      folder({
        'man8/pipe.8postfix.gz': gzipSync(own),
        'man8/pipe.8': '.SH mail_smell (default: x)\nPipes.',
      }),
      folder({ 'man5/access.5': '.SH mail_smell (default: x)\nDoors.' }),
    ]);
    expect(await manual('pipe(8) mail_smell')).toBe('Own.');
    expect(await manual('access(5) mail_smell')).toBeUndefined();
  });

  test.each(['postconf(5)', '../etc(5) x', 'postconf(5)x', 'no such(5) thing', ''])(
    'none for %j',
    async (entry) => {
      expect(await installedManual([folder({ 'man5/postconf.5': page })])(entry)).toBeUndefined();
    },
  );

  test('that is not a manual page', async () => {
    const manual = installedManual([folder({ 'man5/postconf.5.gz': 'not compressed' })]);
    expect(await manual('postconf(5) mail_smell')).toBeUndefined();
  });
});
