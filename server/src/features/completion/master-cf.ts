// master.cf: which part of a service the cursor is in; and its overrides, `-o name=value`.

import { parseLines } from '../../syntax/lines.ts';
import { masterFields, type Override, parseMasterLine } from '../../syntax/master-cf.ts';
import { masterBlank } from '../../syntax/words.ts';
import { typeOf } from '../spots/main-cf.ts';
import { argumentAnswer, type ServiceLine } from './master-arguments.ts';
import { fieldAnswer } from './master-fields.ts';
import { overrideOffers } from './names.ts';
import { type Answer, type Answering, nothing } from './offer.ts';
import type { Place } from './place.ts';
import { valueAnswer } from './values.ts';
import { isParameterChar, leading, trailing } from './words.ts';

export function masterCfAnswer(place: Place): Answering {
  const { before, start, snapshot } = place;
  const piece = parseLines(before)[0]?.item;
  if (piece?.kind !== 'line') return before === '' ? fieldAnswer(place, [], '') : nothing;
  const item = parseMasterLine(piece);
  if (item.kind === 'malformed' && item.problem === 'leading-whitespace') return nothing;
  const fields = item.fields.map(({ text }) => text);
  const isOpen = !masterBlank(before.charCodeAt(before.length - 1));
  if (
    item.kind === 'malformed' ||
    (fields.length === masterFields.length && item.arguments.length === 0 && isOpen)
  )
    return fieldAnswer(place, isOpen ? fields.slice(0, -1) : fields, isOpen ? (fields.at(-1) ?? '') : '');
  const line: ServiceLine = {
    place,
    service: snapshot.instance.services.find((s) => s.start === start),
    program: (fields[7] ?? '').replace(/^.*\//, ''),
  };
  const last = item.arguments.at(-1);
  // Right behind "-o" a blank has to come first.
  if (isOpen && last?.kind === 'argument' && last.option && last.text.endsWith('o')) return nothing;
  if (last?.kind === 'argument' && last.option && last.text.endsWith('o')) return overrideName(line, '');
  if (last?.kind === 'override' && (isOpen || isUnclosed(last))) return overrideAnswer(line, last);
  return argumentAnswer(
    line,
    isOpen ? item.arguments.slice(0, -1) : item.arguments,
    isOpen ? last : undefined,
  );
}

function isUnclosed({ problem }: Override): boolean {
  return problem === 'missing-brace';
}

function overrideAnswer(line: ServiceLine, { word, name, braces, problem }: Override): Answering {
  const { before } = line.place;
  const text = before.slice(word.start);
  const equals = text.indexOf('=');
  if (equals < 0 || name === undefined) {
    const typed = trailing(text, isParameterChar);
    return /^\{?\s*$/.test(text.slice(0, -typed.length || undefined)) ? overrideName(line, typed) : nothing;
  }
  if (problem === 'text-after-brace') return nothing;
  const { place, service } = line;
  return valueAnswer({
    place,
    type: typeOf(place.snapshot.instance, name.text, service),
    parameter: name.text,
    before: text.slice(equals + 1),
    tight: !braces,
    ...(service === undefined ? {} : { service }),
  });
}

function overrideName({ place, service, program }: ServiceLine, typed: string): Answer {
  const { after, snapshot } = place;
  const rest = leading(after, isParameterChar);
  const equals = /^\s*=/.test(after.slice(rest.length)) ? '' : '=';
  return { typed, rest, offers: overrideOffers(snapshot, service, program, equals) };
}
