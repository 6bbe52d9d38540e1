// myhostname or mydomain is not a valid host name: no Postfix program starts (mail_params.c).

import type { ReadValue } from '../../instance/read-values.ts';
import { hostnameProblem } from '../../syntax/hostname.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';
import { beginning } from '../shared/malformed-lines.ts';

export const badHostname: Rule = {
  code: 'bad-hostname',
  title: 'Value is not a valid host name',
  severity: 'error',
  values: { host: (value) => findings(value, 'myhostname'), domain: (value) => findings(value, 'mydomain') },
};

function* findings(value: ReadValue, name: string): Generator<Finding> {
  const { joined: text } = value;
  // Another rule reports empty values.
  if (value.name !== name || text === undefined || text === '' || value.hasComment) return;
  const problem = hostnameProblem(text);
  if (problem === undefined) return;
  yield {
    at: value.locate(),
    message:
      `"${beginning(text, 100)}" is not a valid host name (${problem}). ` +
      `Every Postfix program that reads it exits with: ${logText(`parameter ${name}: bad parameter value: ${beginning(text, 100)}`)}. ` +
      'Use labels of letters, digits, and hyphens, separated by dots, as in mail.example.com.',
  };
}
