// A host name that other servers do not accept in HELO, because it has no domain or means every host.

import { valuesNamed } from '../../instance/read-values.ts';
import { hostnameProblem } from '../../syntax/hostname.ts';
import type { Finding, Rule } from '../rule.ts';

export const myhostnameUnqualified: Rule = {
  code: 'myhostname-unqualified',
  title: 'myhostname is not a fully qualified name',
  severity: 'warning',
  *configuration({ instance }): Generator<Finding> {
    for (const value of valuesNamed(instance, 'myhostname')) {
      const { text } = value;
      if (value.service !== undefined || text === undefined) continue;
      // Another rule reports values that Postfix refuses. Capitals alone are a placeholder.
      if (value.hasComment || hostnameProblem(text) !== undefined || /^[A-Z]+$/.test(text)) continue;
      const isLocal = /^localhost(?:\.localdomain)?\d?$/i.test(text);
      if (text.includes('.') && !isLocal) continue;
      const domain = isLocal ? '' : (instance.entriesOf('mydomain').at(-1)?.item.raw ?? '');
      const isUsable = hostnameProblem(domain) === undefined && domain.includes('.');
      // In `myhostname = example` with `mydomain = example.com`, the name is not that of a host in the domain.
      const better = isUsable && !domain.startsWith(`${text}.`) ? `${text}.${domain}` : '';
      const at = value.locate();
      const hasRelayHost = (instance.expanded('relayhost')?.text ?? '') !== '';
      const isMinor = hasRelayHost || placeholder.test(text);
      yield {
        at,
        ...(isMinor && { severity: 'information' }),
        message:
          `${isLocal ? `${text} is the name of every host, so it does not identify this host` : `"${text}" has no domain`}. ` +
          (hasRelayHost
            ? 'The SMTP client greets the relay host with this name, and some servers reject mail from clients that send such a name. '
            : 'The SMTP client greets other servers with this name, and many servers reject mail from clients that send such a name. ') +
          `Write ${better === '' ? 'the name that this host has in DNS, such as mail.example.com' : better}.`,
        ...(better !== '' && value.isLiteral
          ? { fixes: [{ title: `Change to ${better}`, edits: [{ at, text: better }], preferred: true }] }
          : {}),
      };
    }
  },
};

/** Names that installers and instructions use for a name to fill in, such as `myserverdomainname` or `your-hostname`. */
const placeholder =
  /^(?:my|your|the|some)[-_]?(?:server|mail|host|domain|machine|full|fqdn|name|[-_])+$|^(?:host|server|domain)[-_]?name$|^change[-_]?me$/i;
