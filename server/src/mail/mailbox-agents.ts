// The two delivery agents that write mailboxes, and whether a configuration uses them.

import type { Instance } from '../instance/instance.ts';

export type MailboxProgram = 'local' | 'virtual';

/** The domains each agent delivers for, and the parameter that names the agent. */
const agents: Readonly<Record<MailboxProgram, { readonly domains: string; readonly transport: string }>> = {
  local: { domains: 'mydestination', transport: 'local_transport' },
  virtual: { domains: 'virtual_mailbox_domains', transport: 'virtual_transport' },
};

/**
 * Whether mail for the agent's domains is delivered by it. Without master.cf, the agent's usual service name is
 * assumed.
 */
export function isDelivering(instance: Instance, program: MailboxProgram): boolean {
  const { domains, transport } = agents[program];
  if (!instance.expanded(domains)?.text) return false;
  const [name] = (instance.expanded(transport)?.text ?? '').split(':');
  if (instance.files.master === undefined) return name === program;
  return instance.services.find((s) => s.name === name && s.type === 'unix')?.program === program;
}
