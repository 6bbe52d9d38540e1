// A traced mail for people: a narrow column of steps, then what happens to each recipient, and what would change it.

import type { Location } from '../../instance/instance.ts';
import { conditionClause } from '../../mail/trace/condition-text.ts';
import {
  type Condition,
  type Outcome,
  outcomeOf,
  type Step,
  type Trace,
  type TracedRecipient,
  type TraceRequest,
  type Way,
} from '../../mail/trace/model.ts';
import { keyOf, openQuestions, usualAnswers } from '../../mail/trace/usual.ts';
import { withoutRawBytes } from '../../syntax/bytes.ts';
import { decidingTables, endOf, outcomeWords, replyText } from './ends.ts';

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
    stepsText(usual, look),
    resultText(trace, usual, look),
    othersText(trace, usual, others, look),
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
  helo,
  sender,
  recipients,
}: TraceRequest): string {
  const to = recipients.map((address) => `<${address}>`).join(', ');
  const by =
    client === undefined
      ? 'a program on this host'
      : [
          `${client.address} (${client.name ?? 'no name'})`,
          ...(helo === undefined ? ['without EHLO'] : [`EHLO ${helo}`]),
          ...(login === undefined ? [] : [`logged in as ${login}`]),
          ...(tls ? [`over TLS${certificate === undefined ? '' : ' with a certificate'}`] : []),
          ...(service === undefined ? [] : [`through ${service}`]),
        ].join(', ');
  return clean(`Mail from <${sender}> to ${to}, sent by ${by}`);
}

/** The steps. If there are several recipients, a line says which one the next steps are about. */
function stepsText({ steps, recipients }: Way, look: Look): string {
  const areSeveral =
    recipients.length > 1 && new Set(steps.flatMap(({ recipient }) => recipient ?? [])).size > 1;
  let about: string | undefined;
  const lines = steps.flatMap((step) => {
    const { recipient } = step;
    const isNew = areSeveral && recipient !== undefined && recipient !== about;
    about = recipient ?? about;
    return [...(isNew ? [look.paint(clean(`<${recipient}>`), 'bold')] : []), stepText(step, look)];
  });
  return lines.join('\n');
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
  const open = openQuestions(trace);
  if (open.length > 0)
    return paint(clean(`Depends on ${decidingTables(open)}`), 'bold', outcomeStyles.depends);
  const own = outcomesText(way);
  const title = outcome === 'depends' ? `Depends. Usually ${own}` : capital(own);
  return [
    paint(`${title}${replied(way)}`, 'bold', outcomeStyles[outcome]),
    ...endsOf(way).map((text) => `  ${text}`),
  ].join('\n');
}

/** `refused`; `refused for 1 recipient, delivered for 2` if the recipients differ. */
function outcomesText({ outcome, recipients }: Way): string {
  const counts = new Map<Outcome, number>();
  for (const { outcome: each } of recipients) counts.set(each, (counts.get(each) ?? 0) + 1);
  if (counts.size < 2) return outcomeWords(outcome);
  return [...counts]
    .map(
      ([each, count], i) =>
        `${outcomeWords(each)} for ${count}${i > 0 ? '' : count === 1 ? ' recipient' : ' recipients'}`,
    )
    .join(', ');
}

/** The reply is the reason of a refusal. Otherwise, it only says that smtpd has accepted the mail. */
function replied({ outcome, reply, recipients }: Way): string {
  if (reply === undefined) return '';
  const text = clean(replyText(reply));
  switch (outcome) {
    case 'delivered':
      return `: ${text}`;
    case 'refused':
      return recipients.every((each) => each.outcome === 'refused') ? `: ${text}` : '';
    default:
      return `, after smtpd has accepted the mail (${text})`;
  }
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

/** What else can happen, by result: the answers that lead to it. Empty if nothing else can happen. */
function othersText(trace: Trace, usual: Way, others: readonly Way[], look: Look): string {
  const expected = wayText(usual, look);
  const answers = usualAnswers(trace);
  const open = openQuestions(trace);
  const byResult = new Map<string, (readonly Condition[])[]>();
  // Without a usual way, the first one is a possibility like the others.
  if (open.length > 0) byResult.set(expected, [open]);
  for (const way of others) {
    const result = wayText(way, look);
    if (result === expected) continue;
    const reasons = byResult.get(result) ?? [];
    byResult.set(result, reasons);
    reasons.push(way.conditions.filter((each) => answers.get(keyOf(each)) !== each.answer));
  }
  if (byResult.size === 0) return '';
  const results = [...byResult].map(([result, reasons]) =>
    [result, ...sufficient(reasons).map(reasonText)].join('\n'),
  );
  return [
    open.length > 0 ? 'Possible outcomes:' : 'Otherwise:',
    ...results,
    ...(trace.complete ? [] : ['  … and more']),
  ].join('\n');
}

function wayText(way: Way, { paint }: Look): string {
  const title = paint(capital(outcomesText(way)), outcomeStyles[way.outcome]);
  const reply = way.outcome === 'refused' ? replied(way) : '';
  return [`  ${title}${reply}`, ...endsOf(way).map((text) => `    ${text}`)].join('\n');
}

/** Leaves out a reason that contains all of another one. */
function sufficient(reasons: readonly (readonly Condition[])[]): readonly (readonly Condition[])[] {
  const keys = reasons.map((reason) => new Set(reason.map(answeredKeyOf)));
  return reasons.filter((_, i) => {
    const own = keys[i] ?? new Set();
    return !keys.some(
      (other, j) =>
        j !== i && (other.size < own.size || (other.size === own.size && j < i)) && isWithin(other, own),
    );
  });
}

function isWithin(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  return [...part].every((each) => whole.has(each));
}

function reasonText(conditions: readonly Condition[]): string {
  return conditions
    .map((each, i) => `    ${i === 0 ? '? ' : '  and '}${clean(conditionClause(each))}`)
    .join('\n');
}

function answeredKeyOf(condition: Condition): string {
  return `${keyOf(condition)} ${condition.answer}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
