// What a spot of a document is. A spot inside another one says more than that one.

import { readOnlyParameters } from '../../catalog/catalog.ts';
import { databaseKey } from '../../catalog/database-keys.ts';
import { atLeast } from '../../catalog/release.ts';
import type { Instance } from '../../instance/instance.ts';
import type { Span } from '../../syntax/text.ts';
import type { SettingSpot, Spot } from '../spots/spot.ts';
import { operatorsIn } from './expressions.ts';
import type { TokenModifier } from './legend.ts';
import { paintsOfNode } from './nodes.ts';
import { type Paint, paint } from './paint.ts';
import { paintsOfService } from './services.ts';
import { paintsOfTable } from './tables.ts';

/** The paints of a spot of a line that begins at `base`; offsets count from there. */
export function paintsOf(instance: Instance, spot: Spot, base: number): Paint[] {
  const at = { start: spot.at.start - base, end: spot.at.end - base };
  switch (spot.kind) {
    case 'parameter':
    case 'reference':
    case 'client-setting':
    case 'substitution':
      return paintsOfSetting(instance, spot, at);
    case 'node':
      return paintsOfNode(instance, spot);
    default:
      return 'service' in spot ? paintsOfService(spot, at) : paintsOfTable(spot, at);
  }
}

function paintsOfSetting(instance: Instance, spot: SettingSpot, at: Span): Paint[] {
  switch (spot.kind) {
    case 'parameter': {
      const name = paint(at, 'property', 'declaration', ...modifiersOf(instance, spot.name));
      if (spot.entry === undefined) return [name];
      const { equals, value, line } = spot.entry;
      return [name, paint(equals, 'operator'), ...operatorsIn(line.masked, value)];
    }
    case 'reference':
      return [paint(at, 'variable', ...modifiersOf(instance, spot.reference.name.text))];
    case 'client-setting': {
      const { client, name, entry } = spot;
      const known = client === undefined ? undefined : databaseKey(client, name);
      const isKnown = known !== undefined && atLeast(instance.release, known.since);
      return [
        paint(at, 'property', 'declaration', ...(isKnown ? (['defaultLibrary'] as const) : [])),
        paint(entry.equals, 'operator'),
      ];
    }
    case 'substitution':
      return [paint(at, 'variable')];
  }
}

/** What the target release says of a parameter's name. A name of the user's own has no modifier. */
function modifiersOf(instance: Instance, name: string): TokenModifier[] {
  const { catalog } = instance;
  if (!catalog.knows(name) && !instance.derivedNames.has(name)) return [];
  const modifiers: TokenModifier[] = ['defaultLibrary'];
  if (readOnlyParameters.has(name)) modifiers.push('readonly');
  const facts = instance.parameterOf(name);
  if (facts !== undefined && catalog.isDeprecated(facts)) modifiers.push('deprecated');
  return modifiers;
}
