// The right-hand side of a table's line, by what the table is for.

import { classType } from '../../instance/classes.ts';
import type { Instance } from '../../instance/instance.ts';
import type { TableFile } from '../../instance/table-files.ts';
import { resultForm } from '../../instance/table-results.ts';
import type { Name } from '../../syntax/expression.ts';
import type { LogicalLine } from '../../syntax/lines.ts';
import { type Action, type ActionRole, parseAction } from '../../syntax/tables/actions.ts';
import type { Span } from '../../syntax/text.ts';
import type { ValueType } from '../../syntax/value-type.ts';
import { commaOrSpace, insideBraces, splitWords } from '../../syntax/words.ts';
import { spanOf } from './placing.ts';
import type { ActionPart, Spot } from './spot.ts';
import { inValue } from './values.ts';

/** A result in its line. */
interface Result {
  readonly instance: Instance;
  readonly table: TableFile;
  readonly line: LogicalLine;
  readonly base: number;
}

/** `references`: `$number` in it stands for what is not known yet. */
export function ofResult(result: Result, name: Name, references = false): Spot[] {
  if (name.start === name.end) return [];
  const { instance, table, line } = result;
  const whole: Spot = { kind: 'result', result: name, table, at: spanOf(name) };
  const form = resultForm(instance, table);
  switch (form?.kind) {
    case undefined:
      return [whole];
    case 'action':
      return [whole, ...ofAction(result, parseAction(form.role, line, name, { references }), form.role)];
    case 'value':
      return [whole, ...value(result, form.type, name, form.model)];
    case 'credentials':
      return [whole, ...credentials(result, name)];
    case 'tls-policy':
      return [whole, ...tlsPolicy(result, name)];
  }
}

/** A stretch of the result that is read as the value of a parameter. */
function like(result: Result, parameter: string, span: Span): Spot[] {
  const type = result.instance.catalog.parameter(parameter)?.type;
  return type === undefined ? [] : value(result, type, span, parameter);
}

function value({ table, line, base }: Result, type: ValueType, span: Span, parameter?: string): Spot[] {
  return [...inValue({ type, text: line.masked, base, span, table, ...(parameter && { parameter }) })];
}

function ofAction(result: Result, action: Action, role: ActionRole): Spot[] {
  const { table } = result;
  const verb = ({ text, ...span }: Name): Spot => ({
    kind: 'action',
    action,
    word: text,
    role,
    table,
    at: spanOf(span),
  });
  const part = (which: ActionPart, name: Name | undefined): Spot[] =>
    name === undefined
      ? []
      : [{ kind: 'action-part', part: which, text: name.text, action, role, table, at: spanOf(name) }];
  switch (action.kind) {
    case 'addresses': {
      const { domain, addresses } = action;
      return [
        ...(domain === undefined
          ? []
          : [{ kind: 'replacement-domain', domain: domain.text, table, at: spanOf(action) } as const]),
        ...addresses.map((address) => ({ kind: 'address', address, table, at: spanOf(address) }) as const),
      ];
    }
    case 'transport':
      // The action begins where its transport does; without one, a next hop stands behind the colon.
      return action.transport === undefined
        ? [
            { kind: 'action', action, word: ':', role, table, at: spanOf(action.colon ?? action) },
            ...(action.nextHop === undefined ? [] : like(result, 'relayhost', action.nextHop)),
          ]
        : like(result, 'default_transport', action);
    case 'numeric-ok':
      return [verb(action.number)];
    case 'reply':
      return [verb(action.code), ...part('status', action.status), ...part('text', action.text)];
    case 'restrictions':
      return value(result, classType, action);
    case 'filter': {
      const { transport, destination } = action;
      const target = transport && { start: transport.start, end: (destination ?? transport).end };
      return [verb(action.verb), ...(target === undefined ? [] : like(result, 'default_transport', target))];
    }
    case 'redirect':
    case 'bcc': {
      const { address } = action;
      return [verb(action.verb), ...(address === undefined ? [] : value(result, { type: 'email' }, address))];
    }
    case 'prepend':
    case 'replace':
      return [verb(action.verb), ...part('header', action.header), ...part('text', action.text)];
    case 'reject':
    case 'defer':
    case 'defer-if-permit':
    case 'defer-if-reject':
      return [verb(action.verb), ...part('status', action.status), ...part('text', action.text)];
    default:
      return [verb(action.verb), ...part('text', action.text)];
  }
}

/** smtp_sasl_glue.c: the password begins behind the first colon. */
function credentials({ table, line }: Result, { start, end }: Span): Spot[] {
  const colon = line.masked.slice(start, end).indexOf(':');
  const userEnd = colon < 0 ? end : start + colon;
  const user: Spot = { kind: 'credential', part: 'user', table, at: { start, end: userEnd } };
  if (colon < 0 || userEnd + 1 === end) return [user];
  return [user, { kind: 'credential', part: 'password', table, at: { start: userEnd + 1, end } }];
}

/** The parameters whose values look like those of the attributes. */
const policyModels: Readonly<Record<string, string | undefined>> = {
  ciphers: 'smtp_tls_mandatory_ciphers',
  exclude: 'smtp_tls_exclude_ciphers',
  protocols: 'smtp_tls_mandatory_protocols',
};

/** smtp_tls_policy.c: a level, then attributes in any case. */
function* tlsPolicy(result: Result, { start, end }: Span): Generator<Spot> {
  const { masked } = result.line;
  const [level, ...attributes] = splitWords(masked, start, end, { separator: commaOrSpace, braces: true });
  if (level !== undefined) yield* like(result, 'smtp_tls_security_level', level);
  for (const word of attributes) {
    const inside = insideBraces(masked, word) ?? word;
    const [, name = '', gap = ''] = /^([^\s=]*)(\s*=\s*)/.exec(masked.slice(inside.start, inside.end)) ?? [];
    if (name === '') continue;
    const at = { start: inside.start, end: inside.start + name.length };
    const span = { start: at.end + gap.length, end: inside.end };
    const key = name.toLowerCase();
    const model = Object.hasOwn(policyModels, key) ? policyModels[key] : undefined;
    yield { kind: 'policy-attribute', name: key, table: result.table, at };
    yield* model === undefined ? value(result, { type: 'text' }, span, key) : like(result, model, span);
  }
}
