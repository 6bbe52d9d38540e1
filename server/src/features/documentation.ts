// The documentation of a word that Postfix defines, as a document that an editor can open. It has a URI of its own; its
// text does not depend on a configuration, and no network is needed.

import { restriction, valueGrammar } from '../catalog/restrictions.ts';
import { tableType } from '../catalog/table-types.ts';
import type { Instance } from '../instance/instance.ts';
import { classType } from '../instance/restriction-classes.ts';
import { parseValue } from '../syntax/value.ts';
import type { Description } from './hover/description.ts';
import { layOut } from './hover/layout.ts';
import { describeProgram } from './hover/master-cf.ts';
import { documentedParameter } from './hover/parameters.ts';
import { describeRestriction } from './hover/restrictions.ts';
import { describeTableType } from './hover/table-references.ts';
import type { DocumentedSnapshot } from './snapshot.ts';
import type { BuiltIn, ConfigurationSymbol } from './symbols/symbol.ts';

export const documentationScheme = 'postfix-documentation';

/** Undefined for a symbol that Postfix does not define. */
export function documentationUri(instance: Instance, symbol: ConfigurationSymbol): string | undefined {
  if (symbol.kind === 'built-in') return uriFor(symbol.what, symbol.name);
  const parameter = symbol.kind === 'parameter' ? instance.parameterOf(symbol.name) : undefined;
  return parameter && uriFor('parameter', parameter.name);
}

function uriFor(what: BuiltIn, name: string): string {
  return `${documentationScheme}:/${what}/${name}.md`;
}

/** Markdown; undefined for a URI that `documentationUri` does not return. */
export function documentation(snapshot: DocumentedSnapshot, uri: string): string | undefined {
  const [, what, name = ''] = /^postfix-documentation:\/([a-z-]+)\/([\w-]+)\.md$/.exec(uri) ?? [];
  const description = describe(snapshot, what, name);
  return description && `${layOut(description)}\n`;
}

function describe(
  snapshot: DocumentedSnapshot,
  what: string | undefined,
  name: string,
): Description | undefined {
  switch (what) {
    case 'parameter':
      return documentedParameter(snapshot, name);
    case 'restriction': {
      if (restriction(name) === undefined) return undefined;
      const [node] = parseValue(name, { start: 0, end: name.length }, classType, valueGrammar);
      return node?.kind === 'restriction' ? describeRestriction(snapshot, node, undefined) : undefined;
    }
    case 'table-type':
      return tableType(name) && describeTableType(snapshot, name);
    case 'program':
      return describeProgram(snapshot.docs, name);
    default:
      return undefined;
  }
}
