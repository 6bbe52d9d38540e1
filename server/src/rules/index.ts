// Every rule, in the order of their codes.

import { badBoolean } from './bad-boolean.ts';
import { deprecatedParameter } from './deprecated-parameter.ts';
import { leadingWhitespace, missingEquals, missingName } from './malformed-lines.ts';
import { noRelayGate } from './no-relay-gate.ts';
import { openRelay } from './open-relay.ts';
import { overriddenParameter } from './overridden-parameter.ts';
import { parameterNotInVersion } from './parameter-not-in-version.ts';
import { repeatedParameter } from './repeated-parameter.ts';
import type { Rule } from './rule.ts';
import { unknownParameter } from './unknown-parameter.ts';
import { unknownRestriction } from './unknown-restriction.ts';

export const rules: readonly Rule[] = [
  badBoolean,
  deprecatedParameter,
  leadingWhitespace,
  missingEquals,
  missingName,
  noRelayGate,
  openRelay,
  overriddenParameter,
  parameterNotInVersion,
  repeatedParameter,
  unknownParameter,
  unknownRestriction,
];
