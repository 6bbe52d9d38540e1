// A blocklist of domains that is queried for the addresses of clients, or the reverse (smtpd_check.c, reject_rbl_addr
// and reject_rbl_domain).

import { deadBlockList } from '../../catalog/dead-block-lists.ts';
import { restriction } from '../../catalog/restrictions.ts';
import { expandedValue } from '../../instance/expanded-values.ts';
import { restrictionWords } from '../../mail/restriction-words.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { type BlockListKind, blockListKind, isBackscatterList, zoneOf } from '../shared/block-lists.ts';

export const blockListWrongQuery: Rule = {
  code: 'block-list-wrong-query',
  title: 'Blocklist is queried for the wrong kind of entry',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { list, node } of restrictionWords(instance)) {
      if (node.kind !== 'restriction' || node.expects !== 'dnsbl' || node.argument === undefined) continue;
      const name = node.name.text.toLowerCase();
      const asked = queries[restriction(name)?.aliasOf ?? name];
      const { start, end } = node.argument;
      const word = list.value.expansion.text.slice(start, end);
      const at = asked && list.value.locate(node.argument);
      if (asked === undefined || at === undefined) continue;
      if (list.list !== undefined && asked === 'addresses' && isBackscatterList(word))
        yield ofBounces(at, word);
      if (!isWrong(word, asked)) continue;
      yield { at, ...texts(word, asked, name) };
    }
    const sites = instance.entriesByName.has('postscreen_dnsbl_sites')
      ? expandedValue(instance, 'postscreen_dnsbl_sites')
      : undefined;
    for (const node of sites?.nodes ?? []) {
      const word = sites?.expansion.text.slice(node.start, node.end) ?? '';
      const at = sites?.locate(node);
      if (at !== undefined && isWrong(word, 'addresses'))
        yield { at, ...texts(word, 'addresses', 'postscreen') };
    }
  },
};

const queries: Readonly<Record<string, BlockListKind | undefined>> = {
  reject_rbl_client: 'addresses',
  permit_dnswl_client: 'addresses',
  reject_rhsbl_client: 'domains',
  reject_rhsbl_helo: 'domains',
  reject_rhsbl_recipient: 'domains',
  reject_rhsbl_reverse_client: 'domains',
  reject_rhsbl_sender: 'domains',
};

function ofBounces(at: Finding['at'], word: string): Finding {
  return {
    at,
    severity: 'information',
    message:
      `${zoneOf(word)} lists servers that return mail to forged senders. ` +
      'They also send legitimate mail, and this restriction rejects all of it. ' +
      'Use the list only for mail without a sender: in a restriction class that check_sender_access selects for <>.',
  };
}

function isWrong(word: string, asked: BlockListKind): boolean {
  // Another rule says that this list has shut down.
  if (deadBlockList(zoneOf(word)) !== undefined) return false;
  const kind = blockListKind(word);
  return kind !== undefined && kind !== asked;
}

function texts(word: string, asked: BlockListKind, by: string): Pick<Finding, 'message' | 'severity'> {
  const zone = zoneOf(word);
  if (asked === 'domains')
    return {
      severity: 'warning',
      message:
        `${zone} lists addresses, but ${by} queries it for a domain. ` +
        'It has no entries for domains, so each lookup costs time and never rejects mail. ' +
        `Write reject_rbl_client ${word}.`,
    };
  // Without a filter, Postfix treats every answer as a listing.
  const listsAll = isSpamhausDomains(zone) && !word.includes('=');
  return {
    ...(listsAll && /^(?:reject_rbl|reject_rbl_client)$/.test(by) ? {} : { severity: 'warning' }),
    message:
      `${zone} lists domains, but ${by} queries it for the client address. ` +
      (listsAll
        ? 'It answers every such query with 127.0.1.255, and Postfix treats every answer as a listing. '
        : 'It does not list client addresses, so each lookup costs time and never finds anything. ') +
      `Use ${by === 'postscreen' ? 'it in smtpd restrictions, with reject_rhsbl_sender' : 'reject_rhsbl_sender, reject_rhsbl_helo, or reject_rhsbl_reverse_client'}.`,
  };
}

function isSpamhausDomains(zone: string): boolean {
  return /^dbl\.spamhaus\.org$/i.test(zone);
}
