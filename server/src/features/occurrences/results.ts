// The right-hand side of a table line, by the purpose of the table.

import { tlsPolicyModel } from '../../catalog/tls-policies.ts';
import type { Instance } from '../../instance/instance.ts';
import { classType } from '../../instance/restriction-classes.ts';
import type { TableFile } from '../../instance/table-files.ts';
import { resultForm } from '../../instance/table-results.ts';
import { hasGroups } from '../../mail/tls-policies.ts';
import type { Name } from '../../syntax/expression.ts';
import type { LogicalLine } from '../../syntax/lines.ts';
import { type Action, type ActionRole, parseAction } from '../../syntax/tables/actions.ts';
import { parseTlsPolicy } from '../../syntax/tables/tls-policy.ts';
import type { Span } from '../../syntax/text.ts';
import type { ValueType } from '../../syntax/value-type.ts';
import type { ActionPart, Occurrence } from './occurrence.ts';
import { spanOf } from './placing.ts';
import { valueOccurrences } from './values.ts';

/** The line of a result. */
interface Result {
  readonly instance: Instance;
  readonly table: TableFile;
  readonly line: LogicalLine;
  readonly base: number;
}

/** @param references `$number` in the result is a reference to a group of a pattern */
export function resultOccurrences(result: Result, name: Name, references = false): Occurrence[] {
  if (name.start === name.end) return [];
  const { instance, table, line } = result;
  const whole: Occurrence = { kind: 'result', result: name, table, at: spanOf(name) };
  const form = resultForm(instance, table);
  switch (form?.kind) {
    case undefined:
      return [whole];
    case 'action':
      return [
        whole,
        ...actionOccurrences(result, parseAction(form.role, line, name, { references }), form.role),
      ];
    case 'value':
      return [whole, ...inResult(result, form.type, name, form.model)];
    case 'credentials':
      return [whole, ...credentialOccurrences(result, name)];
    case 'tls-policy':
      return [whole, ...policyOccurrences(result, name)];
  }
}

/** A part of the result that has the form of a parameter's value. */
function occurrencesLike(result: Result, parameter: string, span: Span): Occurrence[] {
  const type = result.instance.catalog.parameter(parameter)?.type;
  return type === undefined ? [] : inResult(result, type, span, parameter);
}

function inResult(
  { table, line, base }: Result,
  type: ValueType,
  span: Span,
  parameter?: string,
): Occurrence[] {
  return [
    ...valueOccurrences({ type, text: line.masked, base, span, table, ...(parameter && { parameter }) }),
  ];
}

function actionOccurrences(result: Result, action: Action, role: ActionRole): Occurrence[] {
  const { table } = result;
  const verb = ({ text, ...span }: Name): Occurrence => ({
    kind: 'action',
    action,
    word: text,
    role,
    table,
    at: spanOf(span),
  });
  const part = (which: ActionPart, name: Name | undefined): Occurrence[] =>
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
      // An action without a transport has only a next hop, after the colon.
      return action.transport === undefined
        ? [
            { kind: 'action', action, word: ':', role, table, at: spanOf(action.colon ?? action) },
            ...(action.nextHop === undefined ? [] : occurrencesLike(result, 'relayhost', action.nextHop)),
          ]
        : occurrencesLike(result, 'default_transport', action);
    case 'numeric-ok':
      return [verb(action.number)];
    case 'reply':
      return [verb(action.code), ...part('status', action.status), ...part('text', action.text)];
    case 'restrictions':
      return inResult(result, classType, action);
    case 'filter': {
      const { transport, destination } = action;
      const target = transport && { start: transport.start, end: (destination ?? transport).end };
      return [
        verb(action.verb),
        ...(target === undefined ? [] : occurrencesLike(result, 'default_transport', target)),
      ];
    }
    case 'redirect':
    case 'bcc': {
      const { address } = action;
      return [
        verb(action.verb),
        ...(address === undefined ? [] : inResult(result, { type: 'email' }, address)),
      ];
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

/** smtp_sasl_glue.c: the password begins after the first colon. */
function credentialOccurrences({ table, line }: Result, { start, end }: Span): Occurrence[] {
  const colon = line.masked.slice(start, end).indexOf(':');
  const userEnd = colon < 0 ? end : start + colon;
  const user: Occurrence = { kind: 'credential', part: 'user', table, at: { start, end: userEnd } };
  if (colon < 0 || userEnd + 1 === end) return [user];
  return [user, { kind: 'credential', part: 'password', table, at: { start: userEnd + 1, end } }];
}

/** A level, then attributes, in upper or lower case. */
function* policyOccurrences(result: Result, span: Span): Generator<Occurrence> {
  const { instance, line, table } = result;
  const { level, attributes } = parseTlsPolicy(line, span, { braces: hasGroups(instance.release) });
  if (level === undefined) return;
  yield* occurrencesLike(result, 'smtp_tls_security_level', level);
  for (const { name, value } of attributes) {
    if (name === undefined || value === undefined) continue;
    const key = name.text.toLowerCase();
    yield { kind: 'policy-attribute', name: key, table, at: spanOf(name) };
    const model = tlsPolicyModel(level.text.toLowerCase(), key);
    yield* model === undefined
      ? inResult(result, { type: 'text' }, value, key)
      : occurrencesLike(result, model, value);
  }
}
