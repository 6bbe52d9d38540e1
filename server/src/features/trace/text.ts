// A traced mail for people: a narrow column of steps, then what happens to each recipient, and what would change it.

import type { Location } from '../../instance/instance.ts';
import { conditionClause } from '../../mail/trace/condition-text.ts';
import {
  type Condition,
  outcomeOf,
  type Step,
  type Trace,
  type TracedRecipient,
  type TraceRequest,
  type Way,
} from '../../mail/trace/model.ts';
import { withoutRawBytes } from '../../syntax/bytes.ts';
import { endOf, replyText } from './ends.ts';

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red';

export interface Look {
  /** Adds colors, if there are any. */
  readonly paint: (text: string, ...styles: readonly Style[]) => string;
  /** `main.cf:12` */
  readonly placeName: (location: Location) => string;
}

/** Of each line, so that it fits beside an editor. */
const maxWidth = 80;
/** The longest names of programs. */
const programWidth = 'trivial-rewrite'.length + 2;

const outcomeStyles = {
  delivered: 'green',
  discarded: 'yellow',
  deferred: 'yellow',
  bounced: 'red',
  refused: 'red',
  depends: 'yellow',
} as const;

export function traceText(trace: Trace, look: Look): string {
  const [usual, ...others] = trace.ways;
  if (usual === undefined) return '';
  const blocks = [
    mailText(trace.request),
    usual.steps.map((step) => stepText(step, look)).join('\n'),
    resultText(trace, usual, look),
    ...(others.length === 0 ? [] : [othersText(trace, usual, others, look)]),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** The mail in one line. */
export function mailText({
  client,
  login,
  tls,
  certificate,
  service,
  sender,
  recipients,
}: TraceRequest): string {
  const to = recipients.map((address) => `<${address}>`).join(', ');
  const by =
    client === undefined
      ? 'a program on this host'
      : `${client.address} (${client.name ?? 'no name'})${login === undefined ? '' : `, logged in as ${login}`}${tls ? `, over TLS${certificate === undefined ? '' : ' with a certificate'}` : ''}${service === undefined ? '' : `, through ${service}`}`;
  return clean(`Mail from <${sender}> to ${to}, sent by ${by}`);
}

function stepText(step: Step, { paint, placeName }: Look): string {
  const { program, what, before, after, condition, at } = step;
  const change =
    before !== undefined && after !== undefined
      ? [`${before} → ${after}`]
      : after !== undefined
        ? [`→ ${after}`]
        : before !== undefined
          ? [before]
          : [];
  const places = [...new Set(at.map(placeName))].join(', ');
  const lines = [
    // Without the period, because places and addresses follow.
    ...wrap(what.replace(/\.$/, '')),
    ...change.flatMap((text) => wrap(text, '  ')),
    ...(condition
      ? wrap(`? Depends on ${condition.question}. Assumed: ${condition.answer}`, '  ').map((line) =>
          paint(line, 'yellow'),
        )
      : []),
    ...(places === '' ? [] : wrap(places, '  ').map((line) => paint(line, 'dim'))),
  ];
  return lines
    .map((line, i) =>
      `${i === 0 ? paint(program.padEnd(programWidth), 'bold') : ' '.repeat(programWidth)}${line}`.trimEnd(),
    )
    .join('\n');
}

/** Breaks text at spaces, for the column of steps. A longer word has a line of its own. */
function wrap(text: string, indent = ''): string[] {
  const width = maxWidth - programWidth - indent.length;
  const continued = indent === '' ? '' : '  ';
  const lines: string[] = [];
  for (const word of clean(text).split(' ')) {
    const last = lines.at(-1);
    const available = width - (lines.length > 1 ? continued.length : 0);
    if (last !== undefined && last.length + 1 + word.length <= available)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, i) => `${indent}${i > 0 ? continued : ''}${line}`);
}

/** Replaces characters that would move the cursor. */
function clean(text: string): string {
  return withoutRawBytes(text)
    .replace(/[\t\n]+/g, ' ')
    .replace(/\p{Cc}/gu, '\u00b7');
}

function resultText(trace: Trace, way: Way, { paint }: Look): string {
  const outcome = outcomeOf(trace);
  const title = outcome === 'depends' ? `Depends. Usually ${way.outcome}` : capital(way.outcome);
  return [
    paint(`${title}${replied(way)}`, 'bold', outcomeStyles[outcome]),
    ...endsOf(way).map((text) => `  ${text}`),
  ].join('\n');
}

function replied({ reply }: Way): string {
  return reply === undefined ? '' : `: ${clean(replyText(reply))}`;
}

/** What happens to the recipients, unless the reply says it for all of them. */
function endsOf({ reply, recipients }: Way): string[] {
  const isTold = reply !== undefined && recipients.every(({ outcome }) => outcome === 'refused');
  return isTold ? [] : recipients.map(recipientText);
}

/** `bob@example.com → robert@example.com: Delivered to the mailbox /var/mail/robert (local)` */
export function recipientText(recipient: TracedRecipient): string {
  const { original, address } = recipient;
  return clean(`${original === address ? address : `${original} → ${address}`}: ${endOf(recipient)}`);
}

/** What else can happen, by result: the answers that lead to it. */
function othersText(trace: Trace, usual: Way, others: readonly Way[], { paint }: Look): string {
  const byResult = new Map<string, Set<string>>();
  for (const way of others) {
    const title = paint(capital(way.outcome), outcomeStyles[way.outcome]);
    const reply = way.outcome === 'refused' ? replied(way) : '';
    const result = [`  ${title}${reply}`, ...endsOf(way).map((text) => `    ${text}`)].join('\n');
    const answers = byResult.get(result) ?? new Set();
    byResult.set(result, answers);
    answers.add(differentAnswers(usual, way));
  }
  const results = [...byResult].map(([result, answers]) => [result, ...answers].join('\n'));
  const heading = outcomeOf(trace) === 'depends' ? 'Otherwise:' : 'Otherwise, with the same outcome:';
  return [heading, ...results, ...(trace.complete ? [] : ['  … and more'])].join('\n');
}

/** The assumptions of a way that contradict the usual way. */
function differentAnswers(usual: Way, way: Way): string {
  const assumed = new Map(usual.conditions.map((condition) => [keyOf(condition), condition.answer]));
  const different = way.conditions.filter((condition) => {
    const answer = assumed.get(keyOf(condition));
    return answer !== undefined && answer !== condition.answer;
  });
  return different
    .map((each, i) => `    ${i === 0 ? '? ' : '  and '}${clean(conditionClause(each))}`)
    .join('\n');
}

function keyOf({ decider, question }: Condition): string {
  return `${decider} ${question}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
