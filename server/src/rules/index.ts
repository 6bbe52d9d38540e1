// Every rule, in the order of their codes.

import { badBoolean } from './bad-boolean.ts';
import { contentFilterTransport } from './content-filter-transport.ts';
import { deprecatedParameter } from './deprecated-parameter.ts';
import { leadingWhitespace } from './leading-whitespace.ts';
import { missingEquals } from './missing-equals.ts';
import { missingName } from './missing-name.ts';
import { noRelayGate } from './no-relay-gate.ts';
import { openRelay } from './open-relay.ts';
import { overriddenParameter } from './overridden-parameter.ts';
import { parameterNotInVersion } from './parameter-not-in-version.ts';
import { readOnlyParameter } from './read-only-parameter.ts';
import { repeatedParameter } from './repeated-parameter.ts';
import type { Rule } from './rule.ts';
import { unusedSuppression } from './suppression.ts';
import { trailingComment } from './trailing-comment.ts';
import { undefinedReference } from './undefined-reference.ts';
import { unknownParameter } from './unknown-parameter.ts';
import { unknownRestriction } from './unknown-restriction.ts';
import { unknownTransport } from './unknown-transport.ts';

export const rules: readonly Rule[] = [
  badBoolean,
  contentFilterTransport,
  deprecatedParameter,
  leadingWhitespace,
  missingEquals,
  missingName,
  noRelayGate,
  openRelay,
  overriddenParameter,
  parameterNotInVersion,
  readOnlyParameter,
  repeatedParameter,
  trailingComment,
  undefinedReference,
  unknownParameter,
  unknownRestriction,
  unknownTransport,
  unusedSuppression,
];
