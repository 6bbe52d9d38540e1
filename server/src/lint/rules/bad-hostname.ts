// myhostname and mydomain that are no names of a host: no program of Postfix starts (mail_params.c).

import type { ReadValue } from '../../instance/read-values.ts';
import { hostnameProblem } from '../../syntax/hostname.ts';
import type { Finding, Rule } from '../rule.ts';
import { beginning } from '../shared/malformed-lines.ts';

export const badHostname: Rule = {
  code: 'bad-hostname',
  title: 'This is not the name of a host',
  severity: 'error',
  values: { host: (value) => findings(value, 'myhostname'), domain: (value) => findings(value, 'mydomain') },
};

function* findings(value: ReadValue, name: string): Generator<Finding> {
  const { joined: text } = value;
  // An empty value has a rule of its own.
  if (value.name !== name || text === undefined || text === '' || value.hasComment) return;
  const problem = hostnameProblem(text);
  if (problem === undefined) return;
  yield {
    at: value.locate(),
    message:
      `"${beginning(text, 100)}" is not the name of a host (${problem}). ` +
      `Every Postfix program that reads it dies: parameter ${name}: bad parameter value: ${beginning(text, 100)}. ` +
      'Write labels of letters, digits and hyphens with dots between them, as in mail.example.com.',
  };
}
