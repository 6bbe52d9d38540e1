// A traced mail for people: a narrow column of steps, then what happens to each recipient, and what would change it.

import type { Location } from '../../instance/instance.ts';
import {
  type Condition,
  outcomeOf,
  type Reply,
  type Step,
  type Trace,
  type TracedRecipient,
  type TraceRequest,
  type Way,
} from '../../mail/trace/model.ts';
import { withoutRawBytes } from '../../syntax/bytes.ts';

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
export function mailText({ client, login, tls, service, sender, recipients }: TraceRequest): string {
  const to = recipients.map((address) => `<${address}>`).join(', ');
  const by =
    client === undefined
      ? 'a program on this host'
      : `${client.address} (${client.name ?? 'no name'})${login === undefined ? '' : `, logged in as ${login}`}${tls ? ', encrypted' : ''}${service === undefined ? '' : `, at ${service}`}`;
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
    ...wrap(what),
    ...change.flatMap((text) => wrap(text, '  ')),
    ...(condition
      ? wrap(`? ${condition.question}: ${condition.answer}`, '  ').map((line) => paint(line, 'yellow'))
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
  const lines: string[] = [];
  for (const word of clean(text).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, i) => `${indent}${i > 0 && indent !== '' ? '  ' : ''}${line}`);
}

/** Replaces characters that would move the cursor. */
function clean(text: string): string {
  return withoutRawBytes(text)
    .replace(/[\t\n]+/g, ' ')
    .replace(/\p{Cc}/gu, '\u00b7');
}

function resultText(trace: Trace, way: Way, { paint }: Look): string {
  const outcome = outcomeOf(trace);
  const isMixed = outcome === 'depends';
  const title = isMixed ? `Depends. Usually ${way.outcome}` : capital(way.outcome);
  return [
    paint(`${title}${way.reply ? `: ${replyText(way.reply)}` : ''}`, 'bold', outcomeStyles[outcome]),
    ...way.recipients.map((recipient) => `  ${clean(recipientText(recipient))}`),
  ].join('\n');
}

export function replyText({ code, enhanced, text }: Reply): string {
  return clean(`${code} ${enhanced === undefined ? '' : `${enhanced} `}${text}`);
}

/** `bob@example.com: delivered through local to /var/mail/bob` */
export function recipientText(recipient: TracedRecipient): string {
  const { original, address, transport, nexthop, outcome, mailbox, reason } = recipient;
  const name = original === address ? address : `${original} → ${address}`;
  if (outcome !== 'delivered') return `${name}: ${outcome}${reason === undefined ? '' : `, ${reason}`}`;
  if (mailbox !== undefined) return `${name}: delivered by ${transport} to ${mailbox}`;
  return `${name}: delivered through ${transport === '' ? '' : `${transport} `}to ${nexthop}`;
}

/** What else can happen, each way with what it assumes differently. */
function othersText(trace: Trace, usual: Way, others: readonly Way[], { paint }: Look): string {
  const assumed = new Set(usual.conditions.map(keyOf));
  const isMixed = outcomeOf(trace) === 'depends';
  const listed = others.map((way) => {
    const differences = way.conditions.filter((condition) => !assumed.has(keyOf(condition)));
    const title = paint(capital(way.outcome), outcomeStyles[way.outcome]);
    const reply = way.reply && way.outcome === 'refused' ? `: ${replyText(way.reply)}` : '';
    const ends =
      way.outcome === 'refused' ? [] : way.recipients.map((each) => `    ${clean(recipientText(each))}`);
    return [
      `  ${title}${reply}`,
      ...differences.map((each) => `    if ${conditionText(each)}`),
      ...ends,
    ].join('\n');
  });
  const heading = isMixed ? 'Other ways:' : 'Other ways with the same result:';
  const rest = trace.complete ? [] : ['  … and more'];
  return [heading, ...listed, ...rest].join('\n');
}

function keyOf({ decider, question, answer }: Condition): string {
  return `${decider}\n${question}\n${answer}`;
}

function conditionText({ question, answer }: Condition): string {
  return clean(`${question}: ${answer}`);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
