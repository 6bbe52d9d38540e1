// The description of each kind of occurrence.

import type { Occurrence } from '../occurrences/index.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import { describeAction, describeActionPart } from './actions.ts';
import { describeDatabaseSetting, describePlaceholder } from './database-files.ts';
import type { Description } from './description.ts';
import {
  describeAttribute,
  describeCommandWord,
  describeField,
  describeFlag,
  describeMacro,
  describeOption,
  describeOverrideOption,
} from './master-cf.ts';
import { describeParameter, describeReference } from './parameters.ts';
import { describeDelimiter, describeGroup, describePattern, describePatternFlag } from './patterns.ts';
import {
  describeAddress,
  describeCredential,
  describeDestination,
  describeKey,
  describeNegation,
  describeNetwork,
  describePolicyAttribute,
  describeReplacementDomain,
  describeResult,
  describeStatement,
} from './table-lines.ts';
import { describeNode } from './values.ts';

/** Undefined if there is nothing to show. The occurrence around it may then have a description. */
export function describeOccurrence(
  snapshot: DocumentedSnapshot,
  occurrence: Occurrence,
): Description | undefined {
  switch (occurrence.kind) {
    case 'parameter':
      return describeParameter(snapshot, occurrence.name, occurrence.service);
    case 'reference': {
      const { parameter, service } = occurrence.value;
      return describeReference(snapshot, occurrence.reference.name.text, parameter, service);
    }
    case 'node':
      return describeNode(snapshot, occurrence);
    case 'field':
      return describeField(snapshot, occurrence.field, occurrence.text, occurrence.service);
    case 'option':
      return describeOverrideOption();
    case 'program-option':
      return describeOption(occurrence.letter);
    case 'attribute':
      return describeAttribute(snapshot, occurrence.service, occurrence.name);
    case 'attribute-flag':
      return describeFlag(snapshot, occurrence.service, occurrence.letter);
    case 'macro':
      return describeMacro(snapshot, occurrence.service, occurrence.reference.name.text);
    case 'command-word':
      return describeCommandWord(occurrence.text, occurrence.first);
    case 'database-setting':
      return describeDatabaseSetting(snapshot, occurrence.name, occurrence.tableType);
    case 'placeholder':
      return describePlaceholder(occurrence.text, occurrence.value.parameter);
    case 'key':
      return describeKey(snapshot, occurrence.key.text, occurrence.table);
    case 'network':
      return describeNetwork(occurrence.network, occurrence.table);
    case 'statement':
      return describeStatement(occurrence.word, occurrence.table);
    case 'negation':
      return describeNegation(occurrence.table);
    case 'result':
      return describeResult(occurrence.table);
    case 'action':
      return describeAction(snapshot, occurrence.word, occurrence);
    case 'action-part':
      return describeActionPart(occurrence.part, occurrence.text, occurrence);
    case 'address':
      return describeAddress(snapshot, occurrence.address, occurrence.table);
    case 'replacement-domain':
      return describeReplacementDomain(occurrence.domain, occurrence.table);
    case 'destination':
      return describeDestination(snapshot, occurrence.destination);
    case 'credential':
      return describeCredential(occurrence.part, occurrence.table);
    case 'policy-attribute':
      return describePolicyAttribute(snapshot, occurrence.name);
    case 'pattern':
      return describePattern(occurrence.pattern, occurrence.dialect, occurrence.table, occurrence.second);
    case 'expression':
      return describePattern(occurrence.pattern, occurrence.dialect, occurrence.table);
    case 'pattern-flag':
      return describePatternFlag(occurrence.flag, occurrence.dialect);
    case 'delimiter':
      return describeDelimiter(occurrence.text);
    case 'group-reference':
      return describeGroup(occurrence.reference, occurrence.pattern);
    case 'argument':
    case 'colon':
      return undefined;
  }
}
