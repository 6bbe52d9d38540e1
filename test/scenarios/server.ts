// The result of setting up a scenario, as a separate Postfix instance.

import type { PlanScenarioResult } from '../../server/src/lsp/protocol.ts';
import { findPostfix, type InstanceSpec, type Ports, standardMasterCf, type Text } from '../postfix/harness';
import { type Answers, Folder, type Texts } from './folder.ts';

/** A typical server before a scenario is set up: the settings of Debian, and one local network. */
export const before: Texts = {
  'main.cf': `
compatibility_level = 3.6
smtpd_banner = $myhostname ESMTP $mail_name
biff = no
append_dot_mydomain = no
smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
myhostname = mail.example.com
alias_maps = hash:/etc/postfix/aliases
alias_database = hash:/etc/postfix/aliases
mydestination = $myhostname, localhost.example.com, , localhost
relayhost =
mynetworks = 127.0.0.0/8 192.0.2.0/24
mailbox_size_limit = 0
recipient_delimiter = +
inet_interfaces = all
`.trimStart(),
  'master.cf': standardMasterCf,
  aliases: 'postmaster: root\n',
};

export interface More {
  /** Additional lines in main.cf before the scenario is set up. */
  readonly before?: string;
  /** Lines in main.cf that only the test needs, such as a port. They override earlier lines. */
  readonly mainCf?: Text;
  /** Changes master.cf for the test, for example to run a service in a chroot. */
  readonly masterCf?: (text: string) => string;
  readonly tables?: InstanceSpec['tables'];
  readonly nameServer?: string;
}

export interface Server {
  readonly spec: InstanceSpec;
  readonly plan: PlanScenarioResult;
  /** All files, as the scenario wrote them. */
  readonly texts: Texts;
}

export async function serverOf(scenario: string, answers: Answers, more: More = {}): Promise<Server> {
  const texts = { ...before, 'main.cf': `${before['main.cf']}${more.before ?? ''}` };
  const folder = new Folder(texts, findPostfix()?.version);
  const plan = await folder.setUp(scenario, answers);
  const { 'main.cf': mainCf = '', 'master.cf': masterCf = '', ...others } = folder.texts;
  // Tables with the types of their indexes. The other files are next to main.cf.
  const types = new Map([['aliases', 'hash']]);
  for (const { reference } of plan.tables) {
    const [type = '', name = ''] = reference.split(':/etc/postfix/');
    types.set(name, type);
  }
  const tables = Object.entries(others)
    .filter(([name]) => !name.startsWith('/'))
    .map(([name, text]) => [types.has(name) ? `${types.get(name)}:${name}` : name, text]);
  const spec: InstanceSpec = {
    mainCf: (ports) =>
      `${mainCf.replaceAll('/etc/postfix/', '$config_directory/')}${textOf(more.mainCf, ports)}\n`,
    masterCf: more.masterCf?.(masterCf) ?? masterCf,
    tables: { ...Object.fromEntries(tables), ...more.tables },
    ...(more.nameServer !== undefined && { nameServer: more.nameServer }),
  };
  return { spec, plan, texts: folder.texts };
}

function textOf(text: Text = '', ports: Ports): string {
  return typeof text === 'string' ? text : text(ports);
}

/** The SMTP clients of master.cf in the queue directory (chroot), where they use the name server of the test. */
export function chrootedClients(masterCf: string): string {
  return masterCf.replace(/^((?:smtp|relay) +unix +\S+ +\S+) +n /gm, '$1 y ');
}
