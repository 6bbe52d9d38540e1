// What a user expects of a mail, such as in a test: `reject`, `deliver`, or `smtp:[mail.example.com]`.

import type { Outcome, Trace, Way } from './model.ts';
import { openQuestions } from './usual.ts';

export const expectedOutcomes = {
  reject: 'refused',
  deliver: 'delivered',
  bounce: 'bounced',
  defer: 'deferred',
  discard: 'discarded',
} as const satisfies Readonly<Record<string, Outcome>>;

export type Expectation =
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  /** All recipients are delivered this way. Without a next hop, any is right. */
  | { readonly kind: 'transport'; readonly transport: string; readonly nexthop: string };

/** Undefined for text that is not an expectation. */
export function parseExpectation(text: string): Expectation | undefined {
  if (Object.hasOwn(expectedOutcomes, text))
    return { kind: 'outcome', outcome: expectedOutcomes[text as keyof typeof expectedOutcomes] };
  const colon = text.indexOf(':');
  return colon <= 0
    ? undefined
    : { kind: 'transport', transport: text.slice(0, colon), nexthop: text.slice(colon + 1) };
}

/**
 * `depends`: some ways meet the expectation, and others do not.
 * @param usual only the usual way counts
 */
export function meets(trace: Trace, expectation: Expectation, usual = false): 'yes' | 'no' | 'depends' {
  const [first] = trace.ways;
  if (usual && first !== undefined && openQuestions(trace).length === 0)
    return wayMeets(first, expectation) ? 'yes' : 'no';
  const answers = new Set(trace.ways.map((way) => wayMeets(way, expectation)));
  if (answers.size > 1) return 'depends';
  const isMet = answers.has(true);
  return isMet && !trace.complete ? 'depends' : isMet ? 'yes' : 'no';
}

/** The closest expectation that a trace meets; undefined if its ways differ. @param usual only the usual way counts */
export function expectationOf(trace: Trace, usual = false): string | undefined {
  const [way] = trace.ways;
  const [first] = way?.recipients ?? [];
  const outcomes = Object.entries(expectedOutcomes).flatMap(([word, outcome]) =>
    outcome === way?.outcome ? [word] : [],
  );
  const transport = first && first.transport !== '' ? [`${first.transport}:${first.nexthop}`] : [];
  return [...transport, ...outcomes].find((text) => {
    const expectation = parseExpectation(text);
    return expectation !== undefined && meets(trace, expectation, usual) === 'yes';
  });
}

function wayMeets({ outcome, recipients }: Way, expectation: Expectation): boolean {
  if (expectation.kind === 'outcome') return outcome === expectation.outcome;
  const { transport, nexthop } = expectation;
  return (
    outcome === 'delivered' &&
    recipients.every(
      (each) =>
        each.transport === transport &&
        (nexthop === '' || each.nexthop.toLowerCase() === nexthop.toLowerCase()),
    )
  );
}
