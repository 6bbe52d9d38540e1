// master.cf: the eight fields of a service, its overrides, and the options and attributes of its program.

import { type Attribute, attributeOf, program } from '../../catalog/services.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { parseExpression, references } from '../../syntax/expression.ts';
import { masterFields, type Override, type PlainArgument } from '../../syntax/master-cf.ts';
import type { Span } from '../../syntax/text.ts';
import { insideBraces } from '../../syntax/words.ts';
import type { Occurrence, PlacedValue } from './occurrence.ts';
import { spanOf } from './placing.ts';
import { parameterType, valueOccurrences } from './values.ts';

export function* serviceOccurrences(instance: Instance, service: PlacedService): Generator<Occurrence> {
  for (const [i, field] of masterFields.entries()) {
    const found = service.item.fields[i];
    if (found !== undefined) yield { kind: 'field', field, text: found.text, at: spanOf(found), service };
  }
  /** After `argv=`, every word is part of the command. */
  let inCommand = false;
  for (const argument of service.item.arguments) {
    if (argument.kind === 'override') {
      yield* overrideOccurrences(instance, service, argument);
      continue;
    }
    yield { kind: 'argument', argument, at: spanOf(argument), service };
    const inside = insideOf(service, argument);
    if (argument.option) yield* optionOccurrences(service, argument);
    else if (inCommand) yield* commandWordOccurrences(service, inside, false);
    else {
      const found = attributeIn(service, inside);
      if (found !== undefined) yield* attributeOccurrences(service, found);
      inCommand = found?.facts.last ?? false;
    }
  }
}

function* overrideOccurrences(
  instance: Instance,
  service: PlacedService,
  override: Override,
): Generator<Occurrence> {
  const { name, value } = override;
  yield { kind: 'option', override, at: spanOf(override.option), service };
  if (name === undefined) return;
  yield { kind: 'parameter', name: name.text, at: spanOf(name), service };
  if (value !== undefined) yield* valueOccurrences(valueOfOverride(instance, service, name.text, value));
}

function valueOfOverride(
  instance: Instance,
  service: PlacedService,
  parameter: string,
  span: Span,
): PlacedValue {
  const type = parameterType(instance, parameter, service);
  return { parameter, type, text: service.item.line.masked, base: service.start, span, service };
}

/** `-v`, or each letter of `-vD`. The first occurrence includes the hyphen. */
function* optionOccurrences(service: PlacedService, { start, text }: PlainArgument): Generator<Occurrence> {
  if (text === '-' || text === '--') return;
  for (let i = 1; i < text.length; i++) {
    const at = { start: start + (i === 1 ? 0 : i), end: start + i + 1 };
    yield { kind: 'program-option', letter: text.charAt(i), at, service };
  }
}

/** The span of an argument, without the braces around it. */
function insideOf({ item }: PlacedService, argument: PlainArgument): Span {
  return (argument.braces ? insideBraces(item.line.masked, argument) : undefined) ?? spanOf(argument);
}

/** An attribute of a program. Spans count from the start of the line. */
interface PlacedAttribute {
  /** In lower case, because Postfix ignores the case of attribute names. */
  readonly name: string;
  readonly facts: Attribute;
  readonly at: Span;
  readonly value: Span;
}

/** `name=value` of a program such as pipe(8); undefined if the program has no attribute of that name. */
function attributeIn({ program: programName, item }: PlacedService, span: Span): PlacedAttribute | undefined {
  const word = item.line.masked.slice(span.start, span.end);
  const equals = word.indexOf('=');
  const name = word.slice(0, Math.max(0, equals)).toLowerCase();
  const facts = attributeOf(programName, name);
  if (facts === undefined) return undefined;
  const at = { start: span.start, end: span.start + equals };
  return { name, facts, at, value: { start: at.end + 1, end: span.end } };
}

function* attributeOccurrences(
  service: PlacedService,
  { name, facts, at, value }: PlacedAttribute,
): Generator<Occurrence> {
  const { start: base } = service;
  const { masked: text } = service.item.line;
  yield { kind: 'attribute', name, at, service };
  if (facts.last) yield* commandWordOccurrences(service, value, true);
  else if (facts.letters !== undefined) {
    for (let i = value.start; i < value.end; i++)
      yield { kind: 'attribute-flag', letter: text.charAt(i), at: { start: i, end: i + 1 }, service };
  } else {
    // Postfix does not expand attributes: `$` is a plain character there, so references are left out.
    for (const occurrence of valueOccurrences({
      parameter: name,
      type: facts.type,
      text,
      base,
      span: value,
      service,
    }))
      if (occurrence.kind === 'node') yield occurrence;
  }
}

function* commandWordOccurrences(service: PlacedService, span: Span, first: boolean): Generator<Occurrence> {
  const { masked } = service.item.line;
  const { start, end } = span;
  if (start === end) return;
  yield { kind: 'command-word', text: masked.slice(start, end), first, at: { start, end }, service };
  if (program(service.program)?.macros === undefined) return;
  for (const reference of references(parseExpression(masked, start, end)))
    yield { kind: 'macro', reference, at: { start: reference.start, end: reference.name.end }, service };
}
