// A key that Postfix never looks up in an indexed table (access(5), transport(5), mail_addr_find.c, smtpd_check.c).

import { chunkFacts } from '../../instance/chunk-facts.ts';
import type { Instance } from '../../instance/instance.ts';
import type { TableFile } from '../../instance/table-files.ts';
import type { TableUse } from '../../instance/table-uses.ts';
import { readableTables } from '../../instance/tables-in-place.ts';
import { parentsMatch } from '../../mail/lookup-keys.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import type { Span } from '../../syntax/text.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const keyNeverMatches: Rule = {
  code: 'key-never-matches',
  title: 'Key is never looked up',
  severity: 'warning',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    for (const table of readableTables(tables))
      if (table.language === 'postfix-table') yield* inTable(instance, table);
  },
};

/** `access`: domains and `user@`. `transport`: domains and `*`. `address`: `@domain` and users of this host. */
type Scheme = 'access' | 'transport' | 'address' | 'policy';

function schemeOf({ role = '', parameter }: TableUse): Scheme | undefined {
  if (role === 'access') return 'access';
  if (role === 'tls-policy') return 'policy';
  if (role === 'transport') return parameter.includes('sender_dependent') ? 'address' : 'transport';
  const byAddress = ['bcc', 'canonical', 'generic', 'nexthop', 'relocated', 'sender-login', 'virtual-alias'];
  return byAddress.includes(role) ? 'address' : undefined;
}

type Form =
  | '*'
  | '.domain'
  | 'octets.'
  | 'sender-domain'
  | '*@domain'
  | '*.domain'
  | '@domain'
  | 'user@*'
  | 'domain'
  | 'host'
  | 'mail';

interface Key extends Span {
  readonly form: Form;
  readonly text: string;
  readonly value: string;
}

const keys = chunkFacts<readonly Key[]>((items, { role }) => {
  const found: Key[] = [];
  for (const { item, start } of items) {
    if (item.kind !== 'table-entry' || item.problem !== undefined) continue;
    const { text } = item.key;
    const form = formOf(text, role, item.value.text);
    if (form === undefined) continue;
    // In most tables, all keys have such a form, rightly.
    if (dependsOnUse(form) && found.filter((key) => key.form === form).length >= 3) continue;
    found.push({
      form,
      text,
      value: item.value.text,
      start: start + item.key.start,
      end: start + item.key.end,
    });
  }
  return found;
});

function formOf(text: string, role: string | undefined, value: string): Form | undefined {
  if (text === '*') return '*';
  if (/^\*@[\w.-]+$/.test(text)) return '*@domain';
  if (/^\*\.[\w.-]+$/.test(text)) return '*.domain';
  const isAccess = role === 'access';
  if (isAccess && /^\.[\w-]+(?:\.[\w-]+)*$/.test(text)) return '.domain';
  if (isAccess && /^\d{1,3}(?:\.\d{1,3}){0,2}\.$/.test(text)) return 'octets.';
  // The same as for a domain below: a local user can have a name with a dot, but hardly one that ends like a domain.
  if (role === 'nexthop' && usualDomain.test(text)) return 'sender-domain';
  if (isAccess && parseAddress(text, 'ipv4') !== undefined) return 'host';
  if (isAccess && /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(text)) return 'mail';
  if (isAccess && /^[^@*]+@\*$/.test(text)) return 'user@*';
  if ((isAccess || role === 'transport') && /^@[\w.-]+\.\w+$/.test(text)) return '@domain';
  // A name with a dot can also be a user of this host. Only a domain can get another domain.
  const isDomain = /^[\w-]+(?:\.[\w-]+)+$/.test(text) && (role === 'canonical' || role === 'generic');
  return isDomain && /^@[\w.-]+$/.test(value) ? 'domain' : undefined;
}

const usualDomain =
  /^[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|info|edu|gov|biz|de|nl|fr|uk|it|es|ch|at|be|pl|cz|ru|br|jp|cn|au|ca|us|eu|io)$/i;

function dependsOnUse(form: Form): boolean {
  return form === 'host' || form === 'mail';
}

/** What the restrictions look up that search an access table, if a host or an email address cannot be such a key. */
function misused(form: Form, { uses }: TableFile): string | undefined {
  const restrictions = uses.map(({ restriction = '' }) => restriction.toLowerCase());
  const [first = ''] = restrictions;
  const isOf = (pattern: RegExp): boolean => restrictions.every((each) => pattern.test(each));
  if (form === 'host' && isOf(/^check_(?:sender|recipient)_access$/))
    return `${first} looks up ${isOf(/^check_sender/) ? 'senders' : 'recipients'}, not clients`;
  if (form === 'mail' && isOf(/^check_(?:reverse_)?client(?:_hostname)?_access$/))
    return `${first} looks up the names and addresses of clients`;
  return undefined;
}

/** How many findings one table gets. */
const limit = 100;

function* inTable(instance: Instance, table: TableFile): Generator<Finding> {
  const schemes = new Set(table.uses.map(schemeOf));
  const [scheme] = schemes;
  if (scheme === undefined || schemes.size > 1) return;
  let count = 0;
  for (const { fact, base } of keys(table)) {
    for (const { form, text, start, end, value } of fact) {
      const misuse = dependsOnUse(form) ? misused(form, table) : undefined;
      if (misuse === undefined && !neverIn[scheme].includes(form)) continue;
      if (form === '.domain' && !matchesParents(instance)) continue;
      if (count++ >= limit) continue;
      const at = { uri: table.uri, start: base + start, end: base + end };
      const { instead, advice } = advise(instance, scheme, form, text);
      yield {
        at,
        message:
          `"${text}" never matches: ${misuse ?? lookedUp[scheme]}. ` +
          `Postfix logs nothing, and ${value.length > 40 ? 'the entry has no effect' : `"${value}" has no effect`}. ` +
          `${instead === undefined ? advice : `Write ${instead}`}.`,
        ...(instead !== undefined && {
          fixes: [{ title: `Change to ${instead}`, edits: [{ at, text: instead }], preferred: true }],
        }),
      };
    }
  }
}

const neverIn: Readonly<Record<Scheme, readonly Form[]>> = {
  access: ['*', '.domain', 'octets.', '*@domain', '*.domain', '@domain', 'user@*'],
  transport: ['*@domain', '*.domain', '@domain'],
  address: ['*', '*@domain', '*.domain', 'domain', 'sender-domain'],
  policy: ['*', '*@domain', '*.domain'],
};

const lookedUp: Readonly<Record<Scheme, string>> = {
  access: 'in an access table, Postfix looks up addresses, domains, and user@, without wildcards',
  transport: 'in a transport table, Postfix looks up addresses, domains, and *',
  address: 'in this table, Postfix looks up user@domain, local users, and @domain, without wildcards',
  policy: 'in a policy table, Postfix looks up next hops and .domain, without wildcards',
};

/** Whether a domain also matches its subdomains, so that Postfix looks up no key with a leading dot. */
function matchesParents(instance: Instance): boolean {
  return parentsMatch(instance.expanded('parent_domain_matches_subdomains')?.text ?? '');
}

function advise(
  instance: Instance,
  scheme: Scheme,
  form: Form,
  text: string,
): { readonly instead?: string; readonly advice: string } {
  const domain = text.replace(/^\*?[@.]?/, '');
  const patterns = 'Use a pcre: table for patterns';
  if (form === '*')
    return { advice: scheme === 'access' ? 'Use a static: table for one result for everything' : patterns };
  if (form === 'host')
    return { advice: 'Move the entry to a table that check_client_access searches, or remove it' };
  if (form === 'mail')
    return {
      advice:
        'Move the entry to a table that check_sender_access or check_recipient_access searches, or remove it',
    };
  if (form === 'octets.') return { instead: text.slice(0, -1), advice: patterns };
  if (form === '.domain') return { instead: text.slice(1), advice: patterns };
  if (form === 'user@*') return { instead: text.slice(0, -1), advice: patterns };
  if (form === '*.domain') {
    if (scheme === 'address') return { advice: patterns };
    const parents = scheme === 'access' && matchesParents(instance);
    return { instead: parents ? domain : `.${domain}`, advice: patterns };
  }
  if (scheme === 'policy') return { advice: patterns };
  return { instead: scheme === 'address' ? `@${domain}` : domain, advice: patterns };
}
