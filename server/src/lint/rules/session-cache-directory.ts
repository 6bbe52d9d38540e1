// A cache that Postfix writes, in a directory that belongs to root (data_redirect.c).

import { atLeast } from '../../catalog/release.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import { type ReadValue, valuesOfType } from '../../instance/read-values.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const sessionCacheDirectory: Rule = {
  code: 'session-cache-directory',
  title: 'Cache is in a directory that Postfix does not own',
  severity: 'information',
  *configuration({ instance }): Generator<Finding> {
    if (!atLeast(instance.release, '2.5')) return;
    for (const value of valuesOfType(instance, 'table').filter(({ name }) => redirected.test(name))) {
      if (value.text === undefined) continue;
      const [, database = '', directory = '', file = ''] = fileTable.exec(value.text) ?? [];
      if (!isOfRoot(instance, directory)) continue;
      const owner = instance.expanded('mail_owner')?.text ?? 'postfix';
      const text = `${database}:\${data_directory}/${file}`;
      const place = valuePlace(instance, value);
      yield {
        at: place ?? value.locate(),
        message:
          `${value.name} is in ${directory}, which belongs to root, but Postfix writes the cache as the user ${owner}. ` +
          `Postfix uses data_directory instead and warns: ${logText(`request to update table ${value.text} in non-${owner} directory ${directory}`)}. ` +
          `Write ${text}.`,
        ...(place && {
          fixes: [{ title: `Change to ${text}`, edits: [{ at: place, text }], preferred: true }],
        }),
      };
    }
  },
};

/** What the programs pass through data_redirect_map(). */
const redirected = /^(?:(?:smtpd?|lmtp)_tls_session_cache_database|postscreen_cache_map|address_verify_map)$/;

/** The table types that data_redirect.c redirects, a directory, and a file. */
const fileTable = /^(hash|btree|dbm|lmdb|cdb|sdbm|dbz):(\/.*)\/([^/]+)$/s;

/** Directories that belong to root in every installation. */
const systemDirectories = /^\/(?:etc(?:\/postfix)?|run|var|var\/(?:cache|lib|run|spool)|tmp|var\/tmp)$/;

function isOfRoot(instance: Instance, directory: string): boolean {
  const own = ['config_directory', 'queue_directory'].map((name) => instance.expanded(name)?.text);
  return own.includes(directory) || systemDirectories.test(directory);
}

/** The value as it is written; undefined if it is in several lines. */
function valuePlace({ files }: Instance, { source, service, raw }: ReadValue): Location | undefined {
  const uri = (source.kind === 'entry' ? files.main : files.master)?.uri;
  const [base, span] =
    source.kind === 'entry'
      ? [source.entry.start, source.entry.item.value]
      : [service?.start, source.override.value];
  return uri === undefined || base === undefined || span === undefined || raw.includes('\n')
    ? undefined
    : { uri, start: base + span.start, end: base + span.end };
}
