// `-` in the chroot field while its default is still the old one: y (master_ent.c, COMPATIBILITY_README).

import { atLeast } from '../../catalog/release.ts';
import type { Fix } from '../../edits/edit.ts';
import { compatibilityLevel } from '../../instance/expand.ts';
import { fieldOf, type PlacedField, placedServices } from '../../instance/service-fields.ts';
import type { Finding, Rule } from '../rule.ts';

export const chrootDependsOnVersion: Rule = {
  code: 'chroot-depends-on-version',
  title: 'What - means for chroot depends on the compatibility level',
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
        `- stands for y here${others === 0 ? '' : `, and for ${others} more ${others === 1 ? 'service' : 'services'}`}, because compatibility_level is below 1; from there on it stands for n. ` +
        'Postfix runs the service in the queue directory, and logs: using backwards-compatible default setting chroot=y. ' +
        'Write y or n.',
      fixes: [fix(fields, 'y', 'as it is now'), fix(fields, 'n', 'as from level 1 on')],
    };
  },
};

const levelOfNo = compatibilityLevel('1') ?? 0n;

function fix(fields: readonly PlacedField[], text: string, says: string): Fix {
  return {
    title: `Write ${text} in the chroot field, ${says}${fields.length > 1 ? ', for every -' : ''}`,
    edits: fields.map(({ at }) => ({ at, text })),
  };
}
