import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('undefined-restriction-class');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('undefined-restriction-class', () => {
  test('marks a class without a list, or with an empty one', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_restriction_classes = strangers, friends, foes
                                    ^^^^^^^^^ undefined-restriction-class
                                                        ^^^^ undefined-restriction-class
        friends = permit
        foes =
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toBe(
      'Restriction class strangers has no definition in service smtp/inet. ' +
        'smtpd exits with: "restriction class `strangers\' needs a definition". ' +
        'Add a line strangers = …, or remove the name from smtpd_restriction_classes.',
    );
  });

  test('marks a class that one service defines and another does not', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_restriction_classes = strangers
                                    ^^^^^^^^^ undefined-restriction-class
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
          -o strangers=reject
        2525 inet n - n - - smtpd
      `,
    });
    expect(found?.message).toContain('in service 2525/inet');
  });

  test('reports nothing if each class has a list', () =>
    lint({
      'main.cf': 'smtpd_restriction_classes = strangers, friends\nstrangers = reject\nfriends = $strangers\n',
      'master.cf': smtp,
    }));
});
