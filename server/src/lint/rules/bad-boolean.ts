// A boolean that is neither yes nor no (mail_conf_bool.c).

import type { ReadValue } from '../../instance/read-values.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import type { Finding, Rule } from '../rule.ts';

export const badBoolean: Rule = {
  code: 'bad-boolean',
  title: 'A boolean parameter takes yes or no',
  severity: 'error',
  values: {
    *boolean(value) {
      const { joined: text } = value;
      if (text !== undefined && parseBoolean(text) === undefined && !value.hasComment)
        yield finding(value, text);
    },
  },
};

/** Words that people write elsewhere for the two. */
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
      `${name} is a boolean, and ${text === '' ? 'it has no value' : `"${text}" is not one`}. ` +
      `Programs that read it die: bad boolean configuration: ${name} = ${text}. Write yes or no.`,
    ...(word === undefined || !value.isLiteral
      ? {}
      : { fixes: [{ title: `Change to ${word}`, edits: [{ at, text: word }], preferred: true }] }),
  };
}
