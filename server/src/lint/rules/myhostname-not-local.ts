// Mail to users of this host's own name, which no list of domains contains (trivial-rewrite, smtp_addr.c).

import { insertWord } from '../../edits/lists.ts';
import { expandedValue, sourceLocation } from '../../instance/expanded-values.ts';
import type { Instance } from '../../instance/instance.ts';
import type { Tables } from '../../instance/table-files.ts';
import { keyedFile } from '../../mail/alias-entries.ts';
import { addressFlags, dictionary } from '../../mail/dictionary.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { isReachable, smtpdScopes } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { domainLists, isInDatabase, listHas } from '../shared/own-domains.ts';

export const myhostnameNotLocal: Rule = {
  code: 'myhostname-not-local',
  title: "Mail to this host's own name is not accepted",
  severity: 'information',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const settings = new ServiceSettings(instance, undefined);
    const host = settings.text('myhostname') ?? '';
    const list = expandedValue(instance, 'mydestination');
    const at = list && sourceLocation(instance, list.value.source);
    // Only a list that contains something is meant to contain the names of this host.
    if (list === undefined || at === undefined || list.expansion.text === '') return;
    if (!instance.entriesByName.has('myhostname') || !/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(host)) return;
    if (!settings.lacks('relayhost') || !smtpdScopes(instance).some((each) => isReachable(instance, each)))
      return;
    // Mail to a domain in relay_domains is also sent by SMTP.
    const lists = domainLists.filter((each) => each !== 'relay_domains');
    const possible = lists.filter((each) => listHas(instance, tables, each, host.toLowerCase()) !== false);
    if (possible.some((each) => listHas(instance, tables, each, host.toLowerCase()) === true)) return;
    if (!possible.every((each) => isInDatabase(instance, each))) return;
    if (hasTransport(instance, tables, host.toLowerCase())) return;
    if (isRedirected(instance, tables, host.toLowerCase())) return;
    const edit = insertWord(instance, list, '$myhostname');
    const isOrigin = settings.text('myorigin')?.toLowerCase() === host.toLowerCase();
    yield {
      at,
      message:
        `${possible.length > 0 ? 'Unless a database lists it, ' : ''}${host} (myhostname) is neither a local nor a virtual domain. ` +
        `Postfix sends mail to users of this host by SMTP, detects that the mail loops back to itself, and returns it${isOrigin ? '. This includes mail from cron to local users' : ''}. ` +
        'Add $myhostname to mydestination.',
      ...(edit && { fixes: [{ title: 'Add $myhostname', edits: [edit], preferred: true }] }),
    };
  },
};

/** Whether mail to root, such as that from cron, has an alias. */
function isRedirected(instance: Instance, tables: Tables, host: string): boolean {
  const value = expandedValue(instance, 'virtual_alias_maps');
  return (value?.nodes ?? []).some((node) => {
    if (node.kind !== 'table') return false;
    const table = dictionary(tables, node, addressFlags);
    return [`root@${host}`, `@${host}`].some((key) => table.find(key).kind === 'found');
  });
}

/** Whether transport_maps can have an entry for mail to the host. */
function hasTransport(instance: Instance, tables: Tables, host: string): boolean {
  const value = expandedValue(instance, 'transport_maps');
  if (value === undefined || value.expansion.problems.length > 0) return true;
  const parents = host.split('.').flatMap((_, i, labels) => {
    const parent = labels.slice(i).join('.');
    return [parent, `.${parent}`];
  });
  return value.nodes.some((node) => {
    if (node.kind !== 'table') return true;
    const keyed = keyedFile(tables, node);
    const keys = keyed === undefined ? [`root@${host}`] : [...parents, `root@${host}`, 'root', '*'];
    const table = dictionary(tables, node, addressFlags);
    return keys.some((key) => table.find(key).kind !== 'none');
  });
}
