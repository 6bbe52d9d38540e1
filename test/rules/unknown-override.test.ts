import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('unknown-override');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('unknown-override', () => {
  test('marks a name that is unknown and not used', async () => {
    const [found] = await lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        smtp inet n - n - - smtpd
          -o smtpd_hello_required=yes
             ^^^^^^^^^^^^^^^^^^^^ unknown-override
          -o { mua_restrictions = permit_sasl_authenticated, reject }
               ^^^^^^^^^^^^^^^^ unknown-override
      `,
    });
    expect(found?.message).toContain('postconf warns: "master.cf: unused parameter: smtpd_hello_required".');
  });

  test('marks a name that only another service uses', () =>
    lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        smtp inet n - n - - smtpd
          -o banner_text=one
             ^^^^^^^^^^^ unknown-override
        2525 inet n - n - - smtpd
          -o banner_text=two
          -o smtpd_banner=$banner_text
      `,
    }));

  test('the fix writes the most similar name', async () => {
    const files = { 'main.cf': '', 'master.cf': `${smtp}  -o smtpd_helo_requird=yes\n` };
    expect((await applyFix(files, 'Change to smtpd_helo_required'))['master.cf']).toBe(
      `${smtp}  -o smtpd_helo_required=yes\n`,
    );
  });

  test('suggests only names that the program reads', async () => {
    const files = { 'main.cf': '', 'master.cf': `${smtp}  -o append_dot_my_domain=yes\n` };
    expect(await fixTitles(files)).toEqual([]);
    const cleanup = { 'main.cf': '', 'master.cf': 'cleanup unix n - n - 0 cleanup -o virtual_alias_map=x\n' };
    expect(await fixTitles(cleanup)).toEqual(['Change to virtual_alias_maps']);
  });

  describe('reports nothing', () => {
    test('for names that the same service uses', () =>
      lint({
        'main.cf': 'compatibility_level = 3.6\n',
        'master.cf': `${smtp}  -o banner_text=one\n  -o smtpd_banner=$banner_text\n`,
      }));

    test('for names that main.cf uses', () =>
      lint({
        'main.cf': 'smtpd_banner = $myhostname ESMTP $banner_text\n',
        'master.cf': `${smtp}  -o banner_text=one\n`,
      }));

    test('for parameters that depend on the name of a service', () =>
      lint({
        'main.cf': 'compatibility_level = 3.6\n',
        'master.cf': 'slow unix - - n - - smtp\n  -o slow_destination_concurrency_limit=2\n',
      }));
  });
});
