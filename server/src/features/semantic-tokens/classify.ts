// The token types of an occurrence. An occurrence inside another one is more specific.

import { readOnlyParameters } from '../../catalog/catalog.ts';
import { databaseKey } from '../../catalog/database-keys.ts';
import { atLeast } from '../../catalog/release.ts';
import type { Instance } from '../../instance/instance.ts';
import type { Span } from '../../syntax/text.ts';
import type { Occurrence, SettingOccurrence } from '../occurrences/index.ts';
import { type ClassifiedSpan, classified } from './classified-span.ts';
import { operatorsIn } from './expressions.ts';
import type { TokenModifier } from './legend.ts';
import { classifyService } from './master-cf.ts';
import { classifyNode } from './nodes.ts';
import { classifyTableLine } from './table-lines.ts';

/**
 * @param base where the line of the occurrence begins in the document
 * @returns spans that count from the start of that line
 */
export function classifyOccurrence(
  instance: Instance,
  occurrence: Occurrence,
  base: number,
): ClassifiedSpan[] {
  const at = { start: occurrence.at.start - base, end: occurrence.at.end - base };
  switch (occurrence.kind) {
    case 'parameter':
    case 'reference':
    case 'database-setting':
    case 'placeholder':
      return classifySetting(instance, occurrence, at);
    case 'node':
      return classifyNode(instance, occurrence);
    default:
      return 'service' in occurrence ? classifyService(occurrence, at) : classifyTableLine(occurrence, at);
  }
}

function classifySetting(instance: Instance, occurrence: SettingOccurrence, at: Span): ClassifiedSpan[] {
  switch (occurrence.kind) {
    case 'parameter': {
      const name = classified(at, 'property', 'declaration', ...modifiersOf(instance, occurrence.name));
      if (occurrence.entry === undefined) return [name];
      const { equals, value, line } = occurrence.entry;
      return [name, classified(equals, 'operator'), ...operatorsIn(line.masked, value)];
    }
    case 'reference':
      return [classified(at, 'variable', ...modifiersOf(instance, occurrence.reference.name.text))];
    case 'database-setting': {
      const { tableType, name, entry } = occurrence;
      const facts = tableType === undefined ? undefined : databaseKey(tableType, name);
      const isKnown = facts !== undefined && atLeast(instance.release, facts.since);
      return [
        classified(at, 'property', 'declaration', ...(isKnown ? (['defaultLibrary'] as const) : [])),
        classified(entry.equals, 'operator'),
      ];
    }
    case 'placeholder':
      return [classified(at, 'variable')];
  }
}

/** Modifiers of a parameter name in the target release. A user-defined name has no modifiers. */
function modifiersOf(instance: Instance, name: string): TokenModifier[] {
  const { catalog } = instance;
  if (!catalog.knows(name) && !instance.derivedNames.has(name)) return [];
  const modifiers: TokenModifier[] = ['defaultLibrary'];
  if (readOnlyParameters.has(name)) modifiers.push('readonly');
  const facts = instance.parameterOf(name);
  if (facts !== undefined && catalog.isDeprecated(facts)) modifiers.push('deprecated');
  return modifiers;
}
