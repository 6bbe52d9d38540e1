// A parameter without a value that must have one (mail_conf_str.c).

import type { Fix } from '../../edits/edit.ts';
import { commentOut } from '../../edits/lines.ts';
import type { Instance } from '../../instance/instance.ts';
import { allValues, type ReadValue } from '../../instance/read-values.ts';
import { isDelivering } from '../../mail/mailbox-agents.ts';
import type { Finding, Rule } from '../rule.ts';

export const emptyValue: Rule = {
  code: 'empty-value',
  title: 'This parameter must have a value',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    if (isInstallersDraft(instance)) return;
    for (const value of allValues(instance)) {
      if (!value.parameter.required || isForInstaller(value) || value.text !== '') continue;
      if (isIdle(instance, value)) continue;
      const fix = useDefault(instance, value);
      yield {
        at: value.raw === '' ? value.location : value.locate(),
        message:
          `${value.name} has no value. Programs that read it die: bad string length 0 < 1: ${value.name} =. ` +
          `Give it one${fix === undefined ? '' : ', or remove the line: the default holds then'}.`,
        ...(fix === undefined ? {} : { fixes: [fix] }),
      };
    }
  },
};

/** Read by the installation program alone, which takes nothing for "do not install". */
function isForInstaller({ parameter: { usedBy } }: ReadValue): boolean {
  return usedBy.every((program) => program === 'postfix');
}

/** Empty by default too, and the one program that cannot do with that delivers nothing. */
function isIdle(instance: Instance, { name, parameter: { usedBy } }: ReadValue): boolean {
  const isVirtual = usedBy.length === 1 && usedBy[0] === 'virtual';
  return instance.defaultOf(name) === '' && isVirtual && !isDelivering(instance, 'virtual');
}

/** Postfix's own main.cf comes with empty values, which the installation fills in. */
function isInstallersDraft(instance: Instance): boolean {
  return ['sendmail_path', 'mailq_path'].every((name) => instance.entriesOf(name).at(-1)?.item.text === '');
}

/** A line that is commented out leaves the default in force, where there is one. */
function useDefault(instance: Instance, { name, source, parameter }: ReadValue): Fix | undefined {
  const { main } = instance.files;
  if (source.kind !== 'entry' || main === undefined) return undefined;
  if (instance.entriesOf(name).length > 1) return undefined;
  if (!instance.defaultOf(name) && !parameter.hostDependent) return undefined;
  return {
    title: `Comment out ${name}: the default holds`,
    edits: commentOut(main.uri, source.entry),
    preferred: true,
  };
}
