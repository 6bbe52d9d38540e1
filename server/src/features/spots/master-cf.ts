// master.cf: the eight fields of a service, its overrides, and the attributes and options of its program.

import { type Attribute, attributeOf, program } from '../../catalog/services.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { parseExpression, references } from '../../syntax/expression.ts';
import { masterFields, type Override, type PlainArgument } from '../../syntax/master-cf.ts';
import type { Span } from '../../syntax/text.ts';
import { insideBraces } from '../../syntax/words.ts';
import { typeOf } from './main-cf.ts';
import { spanOf } from './placing.ts';
import type { Spot, ValuePlace } from './spot.ts';
import { inValue } from './values.ts';

export function ofService(instance: Instance, service: PlacedService): Spot[] {
  const spots: Spot[] = [];
  for (const [i, field] of masterFields.entries()) {
    const found = service.item.fields[i];
    if (found !== undefined)
      spots.push({ kind: 'field', field, text: found.text, at: spanOf(found), service });
  }
  /** Behind `argv=` every word belongs to the command. */
  let inCommand = false;
  for (const argument of service.item.arguments) {
    if (argument.kind === 'override') {
      spots.push(...ofOverride(instance, service, argument));
      continue;
    }
    spots.push({ kind: 'argument', argument, at: spanOf(argument), service });
    if (argument.option) spots.push(...optionLetters(service, argument));
    else if (inCommand) spots.push(...commandWord(service, insideOf(service, argument), false));
    else {
      const [attribute, found] = attributeIn(service, insideOf(service, argument));
      spots.push(...found);
      inCommand = attribute?.last ?? false;
    }
  }
  return spots;
}

function ofOverride(instance: Instance, service: PlacedService, override: Override): Spot[] {
  const { name, value } = override;
  const spots: Spot[] = [{ kind: 'option', override, at: spanOf(override.option), service }];
  if (name === undefined) return spots;
  spots.push({ kind: 'parameter', name: name.text, at: spanOf(name), service });
  if (value !== undefined) spots.push(...inValue(valueOfOverride(instance, service, name.text, value)));
  return spots;
}

export function valueOfOverride(
  instance: Instance,
  service: PlacedService,
  parameter: string,
  span: Span,
): ValuePlace {
  const type = typeOf(instance, parameter, service);
  return { parameter, type, text: service.item.line.masked, base: service.start, span, service };
}

/** `-v`, and each letter of `-vD`: the first one with the hyphen. */
function* optionLetters(service: PlacedService, { start, text }: PlainArgument): Generator<Spot> {
  if (text === '-' || text === '--') return;
  for (let i = 1; i < text.length; i++) {
    const at = { start: start + (i === 1 ? 0 : i), end: start + i + 1 };
    yield { kind: 'program-option', letter: text.charAt(i), at, service };
  }
}

/** The text of an argument without the braces around it. */
function insideOf({ item }: PlacedService, argument: PlainArgument): Span {
  return (argument.braces ? insideBraces(item.line.masked, argument) : undefined) ?? spanOf(argument);
}

/** `name=value` of pipe(8) and its kin; their names are compared without regard to case. */
function attributeIn(service: PlacedService, span: Span): [Attribute | undefined, Spot[]] {
  const { masked } = service.item.line;
  const word = masked.slice(span.start, span.end);
  const equals = word.indexOf('=');
  const name = word.slice(0, Math.max(0, equals)).toLowerCase();
  const attribute = attributeOf(service.program, name);
  if (attribute === undefined) return [undefined, []];
  const at = { start: span.start, end: span.start + equals };
  const value = { start: at.end + 1, end: span.end };
  const spots: Spot[] = [{ kind: 'attribute', name, at, service }];
  if (attribute.last) spots.push(...commandWord(service, value, true));
  else if (attribute.letters !== undefined) {
    for (let i = value.start; i < value.end; i++)
      spots.push({ kind: 'attribute-flag', letter: masked.charAt(i), at: { start: i, end: i + 1 }, service });
  } else {
    const { start: base } = service;
    // Attributes are not expanded: a `$` in them is a plain character, and gives no reference.
    const nodes = inValue({
      parameter: name,
      type: attribute.type,
      text: masked,
      base,
      span: value,
      service,
    });
    spots.push(...nodes.filter((spot) => spot.kind === 'node'));
  }
  return [attribute, spots];
}

function* commandWord(service: PlacedService, span: Span, first: boolean): Generator<Spot> {
  const { masked } = service.item.line;
  const { start, end } = span;
  if (start === end) return;
  yield { kind: 'command-word', text: masked.slice(start, end), first, at: { start, end }, service };
  if (program(service.program)?.macros === undefined) return;
  for (const reference of references(parseExpression(masked, start, end)))
    yield { kind: 'macro', reference, at: { start: reference.start, end: reference.name.end }, service };
}
