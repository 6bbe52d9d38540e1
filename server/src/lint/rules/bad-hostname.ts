// myhostname or mydomain is not a valid host name: no Postfix program starts (mail_params.c).

import { type ReadValue, valuesNamed } from '../../instance/read-values.ts';
import { hostnameProblem } from '../../syntax/hostname.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { isFilledIn } from '../shared/filled-in-names.ts';
import { beginning } from '../shared/malformed-lines.ts';

export const badHostname: Rule = {
  code: 'bad-hostname',
  title: 'Value is not a valid host name',
  severity: 'error',
  explains: ['undefined-reference'],
  values: { host: (value) => findings(value, 'myhostname'), domain: (value) => findings(value, 'mydomain') },
  configuration: withoutNames,
};

function* findings(value: ReadValue, name: string): Generator<Finding> {
  const { joined: text } = value;
  if (value.name !== name || text === undefined || value.hasComment) return;
  const problem = problemOf(text);
  if (problem === undefined) return;
  yield {
    at: value.locate(),
    message:
      `"${beginning(text, 100)}" is not a valid host name (${problem}). ${exits(name, text)} ` +
      'Use labels of letters, digits, and hyphens, separated by dots, as in mail.example.com.',
  };
}

/** A value such as `$name.example.com` with a name that nothing sets. */
function* withoutNames({ names, instance }: Configuration): Generator<Finding> {
  for (const value of valuesNamed(instance, 'myhostname', 'mydomain')) {
    if (value.isLiteral || value.hasComment) continue;
    const { undefinedNames, problems, text } = value.expanded.expansion;
    // Where another value refers to the name, the fault is there.
    const own = undefinedNames.filter((name) => new RegExp(`\\$[({]?${name}\\b`).test(value.raw));
    const [first] = own;
    if (first === undefined || problems.length > 0 || own.some((name) => isFilledIn(name, names))) continue;
    const problem = problemOf(text);
    if (problem === undefined) continue;
    yield {
      at: value.valueLocation,
      message:
        `${first} is not defined, so the value is "${beginning(text, 100)}", which is not a valid host name (${problem}). ` +
        `${exits(value.name, text)} Define ${first}, or write the name itself, as in mail.example.com.`,
    };
  }
}

function problemOf(text: string): string | undefined {
  // Another rule reports empty values.
  return text === '' ? undefined : hostnameProblem(text);
}

function exits(name: string, text: string): string {
  const logged = logText(`parameter ${name}: bad parameter value: ${beginning(text, 100)}`);
  return `Every Postfix program that reads it exits with: ${logged}.`;
}
