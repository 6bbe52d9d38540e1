// A lookup table without a type, or with a path that depends on where a program runs (dict_open.c).

import { tableType } from '../../catalog/table-types.ts';
import type { Instance } from '../../instance/instance.ts';
import { bareWords, type PlacedReference, tableReferences } from '../../instance/table-references.ts';
import type { TableReference } from '../../syntax/value.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const tableWithoutType: Rule = {
  code: 'table-without-type',
  title: 'Lookup table is not written as type:/path',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const unnamed = tableReferences(instance).filter(({ node }) => node.name.text === '');
    yield* unnamed.map(withoutName);
    for (const { text, parameter, at } of bareWords(instance)) {
      if (excepted.has(parameter) || text.startsWith('{')) continue;
      // A path that a space separates from its type is reported there.
      if (unnamed.some(({ at: { uri, end } }) => uri === at.uri && end < at.start && at.start - end <= 2))
        continue;
      const type = likelyType(instance, text);
      yield {
        at,
        message: text.includes('"')
          ? `Quotation marks are part of the value, so ${text} in ${parameter} is not a table. ${effect(text)} Remove the quotation marks.`
          : `"${text}" is not a table: ${parameter} needs type:name. ${effect(text)} ${advice(text, type)}`,
        ...(type && {
          fixes: [
            {
              title: `Change to ${type}:${text}`,
              edits: [{ at: { ...at, end: at.start }, text: `${type}:` }],
              preferred: true,
            },
          ],
        }),
      };
    }
    for (const { node, at } of tableReferences(instance)) {
      const path = node.name.text;
      // A path that begins with $config_directory or a similar parameter is fine; this is about plain names.
      if (tableType(node.type.text)?.name !== 'file' || !/^[\w.-]+(?:\/[\w.-]+)*$/.test(path)) continue;
      yield {
        at,
        severity: 'warning',
        message:
          `"${path}" is not an absolute path. Daemons look for the file in the queue directory, but postmap looks in its current directory. ` +
          'Write the full path, such as /etc/postfix/transport.',
      };
    }
  },
};

/** `hash:`, perhaps because a space separates it from its path. */
function withoutName({ text, at }: PlacedReference<TableReference>): Finding {
  return {
    at,
    message:
      `"${text}" has no name after the colon. ` +
      `Programs that open it exit with: ${logText(`open dictionary: expecting "type:name" form instead of "${text}"`)}. ` +
      'Write the name directly after the colon, without a space.',
  };
}

/** postalias(1) accepts a name without a type, and proxymap(8) ignores a name that is not a table. */
const excepted: ReadonlySet<string> = new Set(['alias_database', 'proxy_read_maps', 'proxy_write_maps']);

const inNames = ['pcre', 'regexp', 'cidr', 'mysql', 'pgsql', 'ldap', 'sqlite'];

function effect(text: string): string {
  // Postfix looks for the type before the first colon, whatever it contains.
  const [type = '', name] = text.split(':', 2);
  return name === undefined
    ? `Programs that open it exit with: ${logText(`open dictionary: expecting "type:name" form instead of "${text}"`)}.`
    : `Every lookup fails, and Postfix logs: ${logText(`unsupported dictionary type: ${type}`)}.`;
}

function advice(text: string, type: string | undefined): string {
  return type === undefined
    ? 'Write the table as type:name, such as hash:/etc/postfix/table.'
    : `Write ${type}:${text}.`;
}

/** The type that the name suggests, or the one that postmap(1) uses; undefined for anything but a path. */
function likelyType(instance: Instance, text: string): string | undefined {
  if (!text.startsWith('/')) return undefined;
  const named = inNames.find((type) => text.includes(type));
  if (named !== undefined) return named;
  return text.endsWith('.cf') ? undefined : instance.expanded('default_database_type')?.text || 'hash';
}
