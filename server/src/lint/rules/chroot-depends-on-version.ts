// `-` in the chroot field while the old default, y, applies (master_ent.c, COMPATIBILITY_README).

import { atLeast } from '../../catalog/release.ts';
import type { Fix } from '../../edits/edit.ts';
import { compatibilityLevel } from '../../instance/expand.ts';
import { fieldOf, type PlacedField, placedServices } from '../../instance/service-fields.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const chrootDependsOnVersion: Rule = {
  code: 'chroot-depends-on-version',
  title: 'Meaning of "-" in the chroot field depends on compatibility_level',
  severity: 'information',
  *configuration({ instance }): Generator<Finding> {
    if (instance.files.main === undefined || !atLeast(instance.release, '3.0')) return;
    const level = compatibilityLevel(instance.expanded('compatibility_level')?.text ?? '');
    if (level === undefined || level >= levelOfNo) return;
    const fields = [...placedServices(instance)]
      .map(([uri, service]) => fieldOf(uri, service, 'chroot'))
      .filter(({ text }) => text === '-');
    const [first] = fields;
    if (first === undefined) return;
    const others = fields.length - 1;
    yield {
      at: first.at,
      message:
        'The chroot field is "-", which means y if compatibility_level is below 1, and n from level 1. ' +
        `Postfix runs this service${others === 0 ? '' : ` and ${others} more`} in the queue directory (chroot) and logs: ${logText('using backwards-compatible default setting chroot=y')}. ` +
        'Write y or n.',
      fixes: [fix(fields, 'y', 'same as now'), fix(fields, 'n', 'same as level 1 and later')],
    };
  },
};

const levelOfNo = compatibilityLevel('1') ?? 0n;

function fix(fields: readonly PlacedField[], text: string, says: string): Fix {
  return {
    title: `Change - to ${text} in ${fields.length > 1 ? 'every chroot field' : 'the chroot field'} (${says})`,
    edits: fields.map(({ at }) => ({ at, text })),
  };
}
