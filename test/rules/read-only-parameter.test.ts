import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint, applyFix, fixTitles } = forRule('read-only-parameter');

describe('read-only-parameter', () => {
  test('marks each of the three names', async () => {
    const found = await lint(`
      process_id = 4711
      ^^^^^^^^^^^^^^^^^ read-only-parameter
      process_name = smtpd
      ^^^^^^^^^^^^^^^^^^^^ read-only-parameter
      service_name = smtp
      ^^^^^^^^^^^^^^^^^^^ read-only-parameter
    `);
    expect(found[0]?.message).toBe(
      'process_id is read-only: all programs that master starts set it themselves. ' +
        'These programs ignore this setting, and postconf warns: "read-only parameter assignment: process_id". ' +
        'Remove the setting.',
    );
  });

  test('marks the first of several lines', () =>
    lint(`
      service_name
      ^^^^^^^^^^^^ read-only-parameter
        # ours
        = shop
    `));

  test('marks the name in an -o option', () =>
    lint({
      'main.cf': 'compatibility_level = 3.6\n',
      'master.cf': `
        smtp inet n - n - - smtpd
          -o service_name=shop
             ^^^^^^^^^^^^ read-only-parameter
          -o { process_name = smtpd }
               ^^^^^^^^^^^^ read-only-parameter
      `,
    }));

  describe('reports nothing', () => {
    test('for a reference to them', () =>
      lint({
        'main.cf': 'syslog_name = postfix/$service_name\n',
        'master.cf': 'smtp inet n - n - - smtpd\n  -o syslog_name=$(process_name)\n',
      }));

    test('for names that only look similar', () =>
      lint('syslog_name = postfix\n# service_name = shop\nservice_throttle_time = 60s\n'));
  });

  describe('the fix comments out', () => {
    test('every line of it', async () => {
      expect(await applyFix('biff = no\nservice_name =\n  # ours\n  shop\n')).toBe(
        'biff = no\n#service_name =\n  # ours\n#  shop\n',
      );
    });

    test('nothing in master.cf', async () => {
      const files = {
        'main.cf': 'compatibility_level = 3.6\n',
        'master.cf': 'smtp inet n - n - - smtpd\n  -o service_name=shop\n',
      };
      expect(await fixTitles(files)).toEqual([]);
    });
  });
});
