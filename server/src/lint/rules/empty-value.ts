// A parameter that must not be empty, but is (mail_conf_str.c).

import type { Fix } from '../../edits/edit.ts';
import { commentOut } from '../../edits/lines.ts';
import type { Instance } from '../../instance/instance.ts';
import { allValues, type ReadValue } from '../../instance/read-values.ts';
import { isDelivering } from '../../mail/mailbox-agents.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const emptyValue: Rule = {
  code: 'empty-value',
  title: 'Required value is empty',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    if (isInstallersDraft(instance)) return;
    const empty = allValues(instance).filter(({ parameter, text }) => parameter.required && text === '');
    for (const value of empty) {
      if (isForInstaller(value) || isIdle(instance, value)) continue;
      const fix = useDefault(instance, value);
      yield {
        at: value.raw === '' ? value.location : value.locate(),
        message:
          `${value.name} is empty. Programs that read it exit with: ${logText(`bad string length 0 < 1: ${value.name} =`)}. ` +
          `Give it a value${fix === undefined ? '' : ', or remove the line to use the default'}.`,
        ...(fix === undefined ? {} : { fixes: [fix] }),
      };
    }
  },
};

/** Read only by the installation program, for which an empty value means "do not install". */
function isForInstaller({ parameter: { usedBy } }: ReadValue): boolean {
  return usedBy.every((program) => program === 'postfix');
}

/** The default is empty too, and the only program that rejects an empty value does not deliver any mail. */
function isIdle(instance: Instance, { name, parameter: { usedBy } }: ReadValue): boolean {
  const isVirtual = usedBy.length === 1 && usedBy[0] === 'virtual';
  return instance.defaultOf(name) === '' && isVirtual && !isDelivering(instance, 'virtual');
}

/** The main.cf in Postfix's source has empty values, which the installation fills in. */
function isInstallersDraft(instance: Instance): boolean {
  return ['sendmail_path', 'mailq_path'].every((name) => instance.entriesOf(name).at(-1)?.item.text === '');
}

/** Without the line, Postfix uses the default, if the parameter has one. */
function useDefault(instance: Instance, { name, source, parameter }: ReadValue): Fix | undefined {
  const { main } = instance.files;
  if (source.kind !== 'entry' || main === undefined) return undefined;
  if (instance.entriesOf(name).length > 1) return undefined;
  if (!instance.defaultOf(name) && !parameter.hostDependent) return undefined;
  return {
    title: `Comment out ${name} to use the default`,
    edits: commentOut(main.uri, source.entry),
    preferred: true,
  };
}
