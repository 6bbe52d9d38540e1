// Braces that are not closed, or that text follows: arguments in master.cf, environments, Milters and policy servers
// (extpar.c, master_ent.c, mail_parm_split.c, milter.c, smtpd_check.c, attr_override.c).

import { atLeast } from '../../catalog/release.ts';
import type { Fix } from '../../edits/edit.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import { type ReadValue, valuesOfType } from '../../instance/read-values.ts';
import { placedServices, within } from '../../instance/service-fields.ts';
import { restrictionWords } from '../../mail/restriction-words.ts';
import type { Word } from '../../syntax/value.ts';
import { openBraces, trim } from '../../syntax/words.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { beginning } from '../shared/malformed-lines.ts';

export const unbalancedBraces: Rule = {
  code: 'unbalanced-braces',
  title: 'Braces are not closed, or text follows them',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    // Earlier releases treat braces like any other text.
    if (!atLeast(instance.release, '3.0')) return;
    yield* inMasterCf(instance);
    for (const value of valuesOfType(instance, 'list').filter(mayHaveBraces)) {
      if (value.text !== undefined && !value.hasComment) yield* inList(value);
    }
    yield* inPolicyServers(instance);
  },
};

function* inMasterCf(instance: Instance): Generator<Finding> {
  for (const [uri, service] of placedServices(instance)) {
    for (const argument of service.item.arguments) {
      if (!argument.braces) continue;
      const span = argument.kind === 'override' ? argument.word : argument;
      const text = service.item.line.masked.slice(span.start, span.end);
      const at = within(uri, service.start, span);
      yield* finding(text, at, (problem) => `Postfix does not start, because master exits with: ${problem}`);
    }
  }
}

/** The parameters whose words may be in braces, and who reads them. */
const environments: Readonly<Record<string, string | undefined>> = {
  export_environment: 'Programs that run commands, such as pipe, exit with',
  import_environment: 'Postfix does not start, because its programs exit with',
};

function mayHaveBraces({ name, raw, isLiteral }: ReadValue): boolean {
  const isOfInterest = environments[name] !== undefined || name.endsWith('milters');
  return isOfInterest && (!isLiteral || raw.includes('{'));
}

function* inList(value: ReadValue): Generator<Finding> {
  const readers = environments[value.name];
  for (const node of value.expanded.nodes) {
    const text = value.expanded.expansion.text.slice(node.start, node.end);
    if (!text.startsWith('{')) continue;
    if (readers !== undefined) {
      yield* finding(text, value.locate(node), (problem) => `${readers}: ${problem}`, `${value.name}: `);
    } else if (node.kind === 'endpoint' && value.name.endsWith('milters')) {
      const program = value.name === 'smtpd_milters' ? 'smtpd' : 'cleanup';
      const says = (problem: string): string => `${program} exits with: ${problem}`;
      const own = [...finding(text, value.locate(node), says, 'milter service syntax error: ')];
      yield* own;
      if (own.length === 0) yield* inSettings(node.settings, (word) => value.locate(word), says);
    }
  }
}

function* inPolicyServers(instance: Instance): Generator<Finding> {
  for (const { list, node } of restrictionWords(instance)) {
    if (node.kind !== 'restriction' || node.argument?.kind !== 'endpoint') continue;
    const { argument } = node;
    const text = list.value.expansion.text.slice(argument.start, argument.end);
    const at = list.value.locate(argument);
    if (!text.startsWith('{') || at === undefined) continue;
    const says = (problem: string): string => `smtpd exits with: ${problem}`;
    // smtpd quotes the text in the braces instead of the problem.
    const { inside, problem } = openBraces(text);
    if (problem === undefined) yield* inSettings(argument.settings, (word) => list.value.locate(word), says);
    else yield* finding(text, at, says, '', `policy service syntax error: ${inside}`);
  }
}

/** The settings of a Milter or policy server: `{ name = value }`. */
function* inSettings(
  settings: readonly Word[],
  locate: (word: Word) => Location | undefined,
  says: (problem: string) => string,
): Generator<Finding> {
  for (const word of settings) {
    const at = locate(word);
    if (!word.text.startsWith('{') || at === undefined) continue;
    const { inside, problem } = openBraces(word.text);
    yield* finding(word.text, at, says, '', problem === undefined ? undefined : `${problem} in "${inside}"`);
  }
}

function* finding(
  text: string,
  at: Location,
  says: (problem: string) => string,
  prefix = '',
  fatal?: string,
): Generator<Finding> {
  const { problem } = openBraces(text);
  if (problem === undefined) return;
  const isOpen = problem.startsWith('missing');
  const whole = fatal ?? `${prefix}${problem}`;
  const quoted = whole.length > 100 ? whole.slice(0, whole.indexOf(' "') + 1 || 60).trimEnd() : whole;
  yield {
    at,
    message:
      `"${beginning(text, 40)}" ${isOpen ? 'has no closing brace' : 'has text after its closing brace'}. ` +
      `${says(logText(quoted))}. ` +
      (isOpen ? 'Add a } at the end.' : 'Move the text into the braces, or put a space before it.'),
    ...(isOpen && fixFor(text, at)),
  };
}

/** Adds the brace at the end, unless further options have got into the braces. */
function fixFor(text: string, at: Location): { fixes?: readonly Fix[] } {
  if (/\s-o\b/.test(text)) return {};
  const { end } = trim(text, { start: 0, end: text.length });
  const place = at.end - (text.length - end);
  const edit = { at: { ...at, start: place, end: place }, text: / \w/.test(text) ? ' }' : '}' };
  return { fixes: [{ title: 'Add the closing brace', edits: [edit], preferred: true }] };
}
