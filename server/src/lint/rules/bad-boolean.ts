// A boolean value that is neither yes nor no (mail_conf_bool.c).

import type { ReadValue } from '../../instance/read-values.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const badBoolean: Rule = {
  code: 'bad-boolean',
  title: 'Boolean value is neither yes nor no',
  severity: 'error',
  values: {
    *boolean(value) {
      const { joined: text } = value;
      if (text !== undefined && parseBoolean(text) === undefined && !value.hasComment)
        yield finding(value, text);
    },
  },
};

/** Words with the same meaning in other programs. */
const meant: Readonly<Record<string, 'yes' | 'no' | undefined>> = {
  true: 'yes',
  on: 'yes',
  '1': 'yes',
  enable: 'yes',
  enabled: 'yes',
  y: 'yes',
  false: 'no',
  off: 'no',
  '0': 'no',
  disable: 'no',
  disabled: 'no',
  none: 'no',
  n: 'no',
};

function finding(value: ReadValue, text: string): Finding {
  const { name } = value;
  const at = value.locate();
  const word = meant[text.toLowerCase()];
  return {
    at,
    message:
      `${name} must be "yes" or "no", ${text === '' ? 'but it is empty' : `not "${text}"`}. ` +
      `Programs that read it exit with: ${logText(`bad boolean configuration: ${name} = ${text}`)}.` +
      (word === undefined ? '' : ` Write ${word}.`),
    ...(word === undefined || !value.isLiteral
      ? {}
      : { fixes: [{ title: `Change to ${word}`, edits: [{ at, text: word }], preferred: true }] }),
  };
}
