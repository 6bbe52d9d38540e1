// One answer for each kind of spot.

import type { DocumentedSnapshot } from '../snapshot.ts';
import type { Spot } from '../spot.ts';
import { describeAction, describeActionPart } from './actions.ts';
import { describeClientSetting, describeSubstitution } from './clients.ts';
import type { Description } from './description.ts';
import { describeParameter, describeReference } from './parameters.ts';
import { describeDelimiter, describeGroup, describePattern, describePatternFlag } from './patterns.ts';
import {
  describeAttribute,
  describeCommandWord,
  describeField,
  describeFlag,
  describeMacro,
  describeOption,
  describeOverrideOption,
} from './services.ts';
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

/** Undefined for a spot of which nothing is to be said; then the one around it may know more. */
export function describeSpot(snapshot: DocumentedSnapshot, spot: Spot): Description | undefined {
  switch (spot.kind) {
    case 'parameter':
      return describeParameter(snapshot, spot.name, spot.service);
    case 'reference': {
      const { parameter, service } = spot.value;
      return describeReference(snapshot, spot.reference.name.text, parameter, service);
    }
    case 'node':
      return describeNode(snapshot, spot);
    case 'field':
      return describeField(snapshot, spot.field, spot.text, spot.service);
    case 'option':
      return describeOverrideOption();
    case 'program-option':
      return describeOption(spot.letter);
    case 'attribute':
      return describeAttribute(snapshot, spot.service, spot.name);
    case 'attribute-flag':
      return describeFlag(snapshot, spot.service, spot.letter);
    case 'macro':
      return describeMacro(snapshot, spot.service, spot.reference.name.text);
    case 'command-word':
      return describeCommandWord(spot.text, spot.first);
    case 'client-setting':
      return describeClientSetting(snapshot, spot.name, spot.client);
    case 'substitution':
      return describeSubstitution(spot.text, spot.value.parameter);
    case 'key':
      return describeKey(snapshot, spot.key.text, spot.table);
    case 'network':
      return describeNetwork(spot.network, spot.table);
    case 'statement':
      return describeStatement(spot.word, spot.table);
    case 'negation':
      return describeNegation(spot.table);
    case 'result':
      return describeResult(spot.table);
    case 'action':
      return describeAction(snapshot, spot.word, spot);
    case 'action-part':
      return describeActionPart(spot.part, spot.text, spot);
    case 'address':
      return describeAddress(snapshot, spot.address, spot.table);
    case 'replacement-domain':
      return describeReplacementDomain(spot.domain, spot.table);
    case 'destination':
      return describeDestination(snapshot, spot.destination);
    case 'credential':
      return describeCredential(spot.part, spot.table);
    case 'policy-attribute':
      return describePolicyAttribute(snapshot, spot.name);
    case 'pattern':
      return describePattern(spot.pattern, spot.dialect, spot.table, spot.second);
    case 'expression':
      return describePattern(spot.pattern, spot.dialect, spot.table);
    case 'pattern-flag':
      return describePatternFlag(spot.flag, spot.dialect);
    case 'delimiter':
      return describeDelimiter(spot.text);
    case 'group-reference':
      return describeGroup(spot.reference, spot.pattern);
    case 'argument':
    case 'colon':
      return undefined;
  }
}
