// A socket that a service in a chroot cannot find, because an absolute path is relative to the queue directory there
// (milter8.c, auto_clnt.c, smtp_connect.c, dict_mysql.c, dict_pgsql.c).

import type { Fix } from '../../edits/edit.ts';
import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import { isJailed, type JailedSocket, jailedReader, jailedSockets } from '../../instance/jailed-sockets.ts';
import type { TableFileOf, Tables } from '../../instance/table-files.ts';
import { tableReferences } from '../../instance/table-references.ts';
import { clientOf, transportReferences } from '../../mail/transports.ts';
import type { Entry } from '../../syntax/main-cf.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const socketOutsideChroot: Rule = {
  code: 'socket-outside-chroot',
  title: 'Socket is outside the chroot',
  severity: 'warning',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    if (instance.files.main === undefined) return;
    for (const socket of jailedSockets(instance)) {
      const finding = withSeverity(instance, tables, socket);
      if (finding !== undefined) yield finding;
    }
    yield* lmtpSockets(instance, tables);
    yield* databaseSockets(instance, tables);
  },
};

function withSeverity(instance: Instance, tables: Tables, socket: JailedSocket): Finding | undefined {
  const { path, service, at, text, isLiteral, user } = socket;
  const queue = instance.expanded('queue_directory')?.text ?? '';
  const better = below(queue, path);
  const inJail = tables.stamp(queue + path);
  const isMissing = inJail === 'missing' && typeof tables.stamp(path) === 'object';
  if (typeof inJail === 'object') return undefined;
  if (better === undefined && !isMissing && !isHostPath(path)) return undefined;
  const effect =
    user === 'milter'
      ? `logs ${logText(`connect to Milter service ${text}: No such file or directory`)}, and milter_default_action applies`
      : user === 'policy'
        ? `logs ${logText(`connect to ${path}: No such file or directory`)}, and rejects mail with a temporary error`
        : 'rejects mail with a temporary error';
  return {
    at,
    ...(better === undefined && !isMissing && { severity: 'information' }),
    message:
      `${service.key} runs in a chroot, so ${service.program} looks for ${path} in the queue directory. ` +
      `${better !== undefined || isMissing ? 'There is no such socket, so' : 'If there is no such socket,'} ${service.program} ${effect}. ` +
      advice(better === undefined ? undefined : text.replace(path, better)),
    ...fixesFor(at, isLiteral && better !== undefined ? text.replace(path, better) : undefined),
  };
}

/** The part of a path below the queue directory. */
function below(queue: string, path: string): string | undefined {
  return queue.startsWith('/') && path.startsWith(`${queue}/`) ? path.slice(queue.length + 1) : undefined;
}

/** Whether a path begins like one on the host. Others, such as /milter/socket, are meant for the chroot. */
function isHostPath(path: string): boolean {
  return /^\/(?:run|var|tmp|usr|opt|srv|home|root|etc|dev)\//.test(path);
}

function advice(better: string | undefined): string {
  return better === undefined
    ? 'Create the socket in the queue directory, and write a relative path, such as unix:filter/socket.'
    : `Write ${better}.`;
}

function fixesFor(at: Location, text: string | undefined): { readonly fixes?: readonly Fix[] } {
  return text === undefined
    ? {}
    : { fixes: [{ title: `Change to ${text}`, edits: [{ at, text }], preferred: true }] };
}

/** `lmtp:unix:/path`, if the service for the transport is in a chroot. */
function* lmtpSockets(instance: Instance, tables: Tables): Generator<Finding> {
  const serviceOf = (name: string): PlacedService | undefined =>
    instance.services.findLast((each) => each.name === name && each.type !== 'inet');
  const isWanted = (name: string): boolean => {
    const service = serviceOf(name);
    return service !== undefined && isJailed(service) && clientOf(instance, name) === 'lmtp';
  };
  if (!instance.services.some((each) => isJailed(each) && isWanted(each.name))) return;
  const queue = instance.expanded('queue_directory')?.text ?? '';
  for (const { name, nextHop = '', nextHopAt } of transportReferences(instance, tables, {
    by: 'name',
    isWanted,
  })) {
    const path = /^unix:(\/\S+)$/.exec(nextHop)?.[1];
    if (path === undefined || nextHopAt === undefined) continue;
    const better = below(queue, path);
    if (better === undefined && !isHostPath(path)) continue;
    const isLiteral = nextHopAt.end - nextHopAt.start === nextHop.length;
    yield {
      at: nextHopAt,
      ...(better === undefined && { severity: 'information' }),
      message:
        `${serviceOf(name)?.key} runs in a chroot, so lmtp looks for ${path} in the queue directory. ` +
        `${better === undefined ? 'If there is no such socket,' : 'There is no such socket, so'} the mail waits in the queue: ${logText('No such file or directory')}. ` +
        advice(better === undefined ? undefined : `unix:${better}`),
      ...fixesFor(nextHopAt, isLiteral && better !== undefined ? `unix:${better}` : undefined),
    };
  }
}

/** `hosts = localhost` means a socket to MySQL. */
function* databaseSockets(instance: Instance, tables: Tables): Generator<Finding> {
  const seen = new Set<string>();
  for (const { node, parameter, service, value } of tableReferences(instance)) {
    const type = node.type.text;
    if (type !== 'mysql' && type !== 'pgsql') continue;
    // proxymap(8) is not in a chroot.
    if (/proxy:$/.test(value.expansion.text.slice(0, node.start))) continue;
    const file = tables.file(node.name.text);
    if (file?.language !== 'postfix-database' || seen.has(file.uri)) continue;
    const known = instance.parameterOf(parameter);
    const reader =
      known === undefined
        ? instance.services.find((each) => each.program === 'smtpd' && isJailed(each))
        : jailedReader(instance, { name: parameter, parameter: known, service });
    if (reader === undefined) continue;
    seen.add(file.uri);
    yield* inClientFile(file, type, reader);
  }
}

function* inClientFile(
  file: TableFileOf<'postfix-database'>,
  type: 'mysql' | 'pgsql',
  reader: PlacedService,
): Generator<Finding> {
  const entries: { readonly entry: Entry; readonly start: number }[] = [];
  for (const { item, start } of file.tree.pieces())
    if (item.kind === 'entry') entries.push({ entry: item, start });
  // The file can name another socket.
  if (entries.some(({ entry }) => entry.name.text === 'option_file')) return;
  const hosts = entries.findLast(({ entry }) => entry.name.text === 'hosts');
  if (hosts === undefined) return;
  const { masked } = hosts.entry.line;
  const words = [...masked.slice(hosts.entry.value.start, hosts.entry.value.end).matchAll(/[^\s,]+/g)];
  const sockets = words.filter(([word]) => socketOf(type, word) !== undefined);
  const [socket] = sockets;
  // Another host can answer.
  if (socket === undefined || sockets.length < words.length) return;
  const [word] = socket;
  const start = hosts.start + hosts.entry.value.start + socket.index;
  const at = { uri: file.uri, start, end: start + word.length };
  const isLocalhost = /localhost/i.test(word);
  yield {
    at,
    message:
      `${isLocalhost ? `${word} means a MySQL socket` : `${word} is a socket`}, which ${reader.key} cannot reach, because it runs in a chroot. ` +
      `Lookups fail, and Postfix warns: ${logText(`connect to ${type} server ${word}`)}. ` +
      `Write 127.0.0.1, or proxy:${type}: instead of ${type}:.`,
    ...fixesFor(at, isLocalhost ? '127.0.0.1' : undefined),
  };
}

/** The form in which a word names a socket; undefined for a host. */
function socketOf(type: 'mysql' | 'pgsql', word: string): string | undefined {
  const path = word.replace(/^unix:/, '');
  if (path.startsWith('/') && (type === 'pgsql' || word.startsWith('unix:'))) return path;
  return type === 'mysql' && /^(?:inet:)?localhost(?::\d+)?$/i.test(word) ? word : undefined;
}
