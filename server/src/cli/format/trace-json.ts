// A traced mail for programs: schemas/trace.schema.json.

import type { Location } from '../../instance/instance.ts';
import { outcomeOf, type Step, type Trace, type Way } from '../../mail/trace/model.ts';
import { withoutRawBytes } from '../../syntax/bytes.ts';
import { placeOf, type TextAt } from '../report.ts';

export function traceJson(trace: Trace, textAt: TextAt): string {
  const [usual] = trace.ways;
  const report = {
    version: 1,
    outcome: outcomeOf(trace),
    ...(usual && wayObject(usual, textAt)),
    ...(trace.ways.length > 1 && {
      complete: trace.complete,
      ways: trace.ways.map((way) => ({ outcome: way.outcome, ...wayObject(way, textAt) })),
    }),
  };
  return `${JSON.stringify(report, (_, value) => (typeof value === 'string' ? withoutRawBytes(value) : value), 2)}\n`;
}

function wayObject({ reply, sender, recipients, conditions, steps }: Way, textAt: TextAt): object {
  return {
    ...(reply && { reply }),
    sender,
    recipients,
    conditions,
    steps: steps.map((step) => stepObject(step, textAt)),
  };
}

function stepObject(
  { program, what, before, after, recipient, condition, at }: Step,
  textAt: TextAt,
): object {
  return {
    program,
    what,
    before,
    after,
    recipient,
    certainty: condition?.decider ?? 'certain',
    condition,
    at: at.map((location) => placeObject(location, textAt)),
  };
}

function placeObject(location: Location, textAt: TextAt): object {
  const { file, line, column } = placeOf(location, textAt);
  return { file, line, column };
}
