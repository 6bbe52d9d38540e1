// The effective configuration as one read-only main.cf: every parameter with its value and where it comes from.

import type { Instance, PlacedService } from '../../instance/instance.ts';
import type { Names } from '../../instance/names.ts';
import { mayRead } from '../../instance/read-values.ts';
import {
  listedNames,
  oneLine,
  type Place,
  placeOf,
  serviceValues,
  unusedNames,
  valueText,
} from './listed.ts';

/** A document in the language of main.cf. */
export interface EffectiveConfiguration {
  readonly text: string;
  /** The places that comments name, in their order. */
  readonly links: readonly PlaceLink[];
}

/** A span of one line, counted from 0 in UTF-16 code units, and the place that it names. */
export interface PlaceLink {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly uri: string;
  /** Counted from 1. */
  readonly targetLine: number;
}

/**
 * @param service the service whose program reads the values; undefined for programs without overrides. For a service,
 *   parameters that its program does not read are left out.
 */
export function effectiveConfiguration(
  instance: Instance,
  names: Names,
  service: PlacedService | undefined,
): EffectiveConfiguration {
  const page = new Page();
  const listed = listedNames(instance, names).filter(
    (name) => service === undefined || mayRead(instance, service.program, name),
  );
  const overridden = service === undefined ? [] : ownNames(instance, service);
  const all = [...new Set([...listed, ...overridden])].sort();
  const groups = new Map<Group, string[]>(groupOrder.map((group) => [group, []]));
  for (const name of all) {
    const kind = instance.value(name, service)?.source.kind;
    if (kind !== undefined) groups.get(kind)?.push(name);
  }
  const main = fileName(instance.files.main?.uri, 'main.cf');
  const master = fileName(instance.files.master?.uri, 'master.cf');
  const titles: Readonly<Record<Group, string>> = {
    override: `Set for ${service?.key} in ${master}`,
    entry: `Set in ${main}`,
    computed: 'Set by the host or by Postfix itself',
    default: `Defaults of Postfix ${instance.release.name}`,
  };
  // The editor knows the language of the document by its first line.
  page.comment(`Effective Postfix configuration: ${instance.path}, Postfix ${instance.release.name}`);
  page.comment(
    service === undefined
      ? 'The values that programs use, unless a service in master.cf overrides them.'
      : `The values that ${service.program} uses in the service ${service.key}.`,
  );
  for (const [group, list] of groups) {
    if (list.length === 0) continue;
    page.heading(`${titles[group]} (${list.length.toLocaleString('en')})`);
    for (const name of list)
      addSetting(page, instance, name, service, group === 'default' || group === 'computed');
  }
  const unused = service === undefined ? unusedNames(instance, names) : [];
  if (unused.length > 0)
    page.heading(`Set in ${main}, but not used by Postfix (${unused.length.toLocaleString('en')})`);
  for (const name of unused) addSetting(page, instance, name, undefined, false);
  return page.result();
}

const groupOrder = ['override', 'entry', 'computed', 'default'] as const;
type Group = (typeof groupOrder)[number];

function ownNames(instance: Instance, service: PlacedService): string[] {
  return [...serviceValues(instance)]
    .filter(([, values]) => values.some((value) => value.service === service))
    .map(([name]) => name);
}

function addSetting(
  page: Page,
  instance: Instance,
  name: string,
  service: PlacedService | undefined,
  isDense: boolean,
): void {
  const value = instance.value(name, service);
  if (value === undefined) return;
  const text = valueText(value);
  const notes: Part[][] = [];
  const at = placeOf(instance, value.source);
  if (at !== undefined) {
    const earlier = value.overrode.flatMap((source) => placeOf(instance, source) ?? []);
    notes.push([at, ...earlier.flatMap((place, i): Part[] => [i === 0 ? ', overriding ' : ', ', place])]);
  }
  const expanded = instance.expanded(name, service);
  if (expanded !== undefined && expanded.problems.length > 0)
    notes.push([`Postfix cannot expand this value: ${expanded.problems.join('; ')}`]);
  else if (expanded !== undefined && oneLine(expanded.text) !== text)
    notes.push([`Expanded: ${oneLine(expanded.text) || '(empty)'}`]);
  if (service === undefined)
    for (const { service: own, value: instead, source } of serviceValues(instance).get(name) ?? []) {
      const place = placeOf(instance, source);
      notes.push([`For ${own.key}: ${instead}`, ...(place === undefined ? [] : [' (', place, ')'])]);
    }
  if (!isDense) page.blank();
  for (const note of notes) page.comment(...note);
  page.setting(name, text);
}

function fileName(uri: string | undefined, usual: string): string {
  return uri === undefined ? usual : decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
}

/** A part of a comment. A place becomes a link. */
type Part = string | Place;

/** Longer values continue on the next line, like in the output of `postconf -f`. */
const maxWidth = 80;
const indent = '    ';

class Page {
  private readonly lines: string[] = [];
  private readonly links: PlaceLink[] = [];

  comment(...parts: readonly Part[]): void {
    let text = '# ';
    for (const part of parts) {
      const start = text.length;
      text += typeof part === 'string' ? part : part.text;
      if (typeof part === 'string') continue;
      const { uri, line: targetLine } = part;
      this.links.push({ line: this.lines.length, start, end: text.length, uri, targetLine });
    }
    this.lines.push(text);
  }

  heading(title: string): void {
    this.lines.push('', `# ---- ${title} ----`);
  }

  blank(): void {
    this.lines.push('');
  }

  setting(name: string, value: string): void {
    let line = `${name} =`;
    for (const word of value.split(' ').filter(Boolean)) {
      // At the start of a line, Postfix would take the word for a comment.
      if (line.length + word.length < maxWidth || word.startsWith('#')) {
        line += ` ${word}`;
        continue;
      }
      this.lines.push(line);
      line = indent + word;
    }
    this.lines.push(line);
  }

  result(): EffectiveConfiguration {
    return { text: `${this.lines.join('\n')}\n`, links: this.links };
  }
}
