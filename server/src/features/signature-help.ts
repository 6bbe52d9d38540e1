// Signature help: the form of the argument that the user is typing, after an access restriction or after the action
// of a table.

import type { SignatureHelp, SignatureInformation } from 'vscode-languageserver-types';
import { type ActionArgument, accessAction, accessActionName, contentAction } from '../catalog/actions.ts';
import type { Docs, WordKind } from '../catalog/docs.ts';
import { valueGrammar } from '../catalog/restrictions.ts';
import type { TableFile } from '../instance/table-files.ts';
import { parseLines } from '../syntax/lines.ts';
import { parseMasterLine } from '../syntax/master-cf.ts';
import type { Span } from '../syntax/text.ts';
import { parseValue, type Restriction, type RestrictionArgument } from '../syntax/value.ts';
import type { ValueType } from '../syntax/value-type.ts';
import { elementOf } from './completion/context.ts';
import { resultStart } from './completion/table-lines.ts';
import { type Cursor, cursorAt } from './cursor.ts';
import { parameterType } from './occurrences/index.ts';
import type { DocumentedSnapshot } from './snapshot.ts';

/** A form of an argument: its parameters, and the separators between them. */
type Form = readonly string[];

/**
 * @param offset UTF-16 code units from the start of the document
 * @returns undefined if the cursor is not in an argument
 */
export function signatureHelp(snapshot: DocumentedSnapshot, offset: number): SignatureHelp | undefined {
  const cursor = cursorAt(snapshot, offset);
  if (cursor === undefined) return undefined;
  const { document } = snapshot;
  switch (document.language) {
    case 'postfix-main': {
      const equals = cursor.before.indexOf('=');
      const name = cursor.before.slice(0, Math.max(0, equals)).trimEnd();
      const type = parameterType(snapshot.instance, name, undefined);
      return equals < 0
        ? undefined
        : inValue(snapshot.docs, cursor.before, { start: equals + 1, end: cursor.before.length }, type);
    }
    case 'postfix-master':
      return inOverride(cursor);
    case 'postfix-table':
    case 'postfix-regexp':
    case 'postfix-cidr':
      return inResult(cursor, document);
    default:
      return undefined;
  }
}

function inOverride({ before, snapshot, start }: Cursor): SignatureHelp | undefined {
  const line = parseLines(before)[0]?.item;
  const item = line?.kind === 'line' ? parseMasterLine(line) : undefined;
  const last = item?.kind === 'service' ? item.arguments.at(-1) : undefined;
  if (last?.kind !== 'override' || last.name === undefined) return undefined;
  // A value without braces ends with its word.
  if (!last.braces && last.end < before.length) return undefined;
  if (last.braces && last.problem !== 'missing-brace') return undefined;
  const service = snapshot.instance.services.find((s) => s.start === start);
  const equals = before.indexOf('=', last.name.end);
  if (equals < 0) return undefined;
  const type = parameterType(snapshot.instance, last.name.text, service);
  return inValue(snapshot.docs, before, { start: equals + 1, end: before.length }, type);
}

/** @param span the value up to the cursor */
function inValue(docs: Docs, text: string, span: Span, type: ValueType): SignatureHelp | undefined {
  if (elementOf(type).type !== 'restriction') return undefined;
  const last = parseValue(text, span, type, valueGrammar).at(-1);
  if (last?.kind !== 'restriction' || last.expects === 'none') return undefined;
  const { argument } = last;
  // The cursor is still in the restriction itself, or the argument is complete.
  if (argument === undefined && last.end === span.end) return undefined;
  if (argument !== undefined && argument.end < span.end) return undefined;
  const typed = argument === undefined ? '' : text.slice(argument.start, argument.end);
  return help(docs, restrictionName(last), 'restriction', restrictionForms[last.expects], typed);
}

function restrictionName({ name }: Restriction): string {
  return name.text.toLowerCase();
}

const restrictionForms: Readonly<Record<RestrictionArgument, readonly Form[]>> = {
  none: [],
  table: [['type', ':', 'table']],
  dnsbl: [['domain', '=', 'filter']],
  policy: [
    ['unix', ':', 'path'],
    ['inet', ':', 'host', ':', 'port'],
  ],
  seconds: [['seconds']],
};

function inResult(cursor: Cursor, table: TableFile): SignatureHelp | undefined {
  const role = table.context.actionRole;
  if (role === undefined || role === 'addresses' || role === 'transport') return undefined;
  const start = resultStart(cursor, table);
  const [, word, spaces, typed] =
    (start === undefined ? null : /^(\S+)(\s+)(.*)$/s.exec(cursor.before.slice(start))) ?? [];
  if (word === undefined || spaces === undefined || typed === undefined) return undefined;
  const isAccess = role === 'access';
  const name = isAccess ? accessActionName(word) : word.toUpperCase();
  const facts = isAccess ? accessAction(name ?? '') : contentAction(word);
  if (name === undefined || facts === undefined) return undefined;
  // A text for the log has no status code.
  const isReply = 'effect' in facts ? facts.effect === 'rejects' : name === 'REJECT';
  const forms = facts.argument === 'optional-text' && !isReply ? [['text']] : actionForms[facts.argument];
  return help(cursor.snapshot.docs, name, isAccess ? 'access-action' : 'content-action', forms, typed, word);
}

const actionForms: Readonly<Record<ActionArgument, readonly Form[]>> = {
  none: [],
  'optional-text': [['status', ' ', 'text']],
  text: [['status', ' ', 'text']],
  transport: [['transport', ':', 'destination']],
  address: [['user', '@', 'domain']],
  header: [['header', ': ', 'text']],
};

/**
 * @param typed the argument up to the cursor; its separators determine the active parameter
 * @param word the name as the file has it
 */
function help(
  docs: Docs,
  name: string,
  kind: WordKind,
  forms: readonly Form[],
  typed: string,
  word = name,
): SignatureHelp | undefined {
  if (forms.length === 0) return undefined;
  const doc = docs.word(kind, name);
  const documentation =
    doc && [doc.summary, ...(doc.argument === undefined ? [] : [doc.argument])].join('\n\n');
  const active = Math.max(
    0,
    forms.findIndex(([first = '']) => typed.startsWith(`${first}:`)),
  );
  return {
    signatures: forms.map((form) => ({
      ...signature(word, form),
      ...(documentation === undefined ? {} : { documentation: { kind: 'markdown', value: documentation } }),
    })),
    activeSignature: active,
    activeParameter: activeParameter(forms[active] ?? [], typed),
  };
}

/** Each parameter is a span of the label. */
function signature(word: string, form: Form): SignatureInformation {
  let label = `${word} `;
  const parameters: { label: [number, number] }[] = [];
  for (const [i, part] of form.entries()) {
    if (i % 2 === 0) parameters.push({ label: [label.length, label.length + part.length] });
    label += part;
  }
  return { label, parameters };
}

function activeParameter(form: Form, typed: string): number {
  let active = 0;
  let at = 0;
  for (let i = 1; i < form.length; i += 2) {
    const found = typed.indexOf((form[i] ?? '').trimEnd() || ' ', at);
    if (found < 0) break;
    active++;
    at = found + 1;
  }
  return active;
}
