// Settings that virtual(8) needs for every delivery (virtual.c; virtual/mailbox.c).

import { nameLocation } from '../../instance/expanded-values.ts';
import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import { isDelivering } from '../../mail/mailbox-agents.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { isSlip } from '../suggest.ts';

export const virtualDeliveryIncomplete: Rule = {
  code: 'virtual-delivery-incomplete',
  title: 'Mail for virtual mailboxes cannot be delivered',
  severity: 'error',
  explains: ['backscatter'],
  dependsOnServices: true,
  *configuration({ instance }: Configuration): Generator<Finding> {
    const domains = instance.value('virtual_mailbox_domains');
    const at = domains && nameLocation(instance, domains.source);
    if (at === undefined || !isDelivering(instance, 'virtual')) return;
    const main = new ServiceSettings(instance, undefined);
    // A table can send the mail elsewhere.
    if (!main.lacks('transport_maps')) return;
    const settings = new ServiceSettings(instance, agentOf(instance));
    yield* problems(settings, at);
  },
};

function agentOf(instance: Instance): PlacedService | undefined {
  const [name] = (instance.expanded('virtual_transport')?.text ?? '').split(':');
  return instance.services.find((each) => each.name === name && each.type === 'unix');
}

/** Another rule reports the misspelled name, and says which name is meant. */
function isMisspelled({ instance }: ServiceSettings, name: string): boolean {
  return [...instance.entriesByName.keys()].some(
    (each) => !instance.catalog.knows(each) && isSlip(each, name),
  );
}

function* problems(settings: ServiceSettings, at: Location): Generator<Finding> {
  const [base, uids, gids] = ['virtual_mailbox_base', 'virtual_uid_maps', 'virtual_gid_maps'];
  // Another rule reports an empty value.
  if (settings.lacks(base) && settings.at(base) === undefined && !isMisspelled(settings, base))
    yield {
      at,
      message:
        `virtual(8) delivers mail for these domains, but ${base} is not set. ` +
        `virtual exits with: ${logText(`bad string length 0 < 1: ${base} =`)}, and the mail stays in the queue. ` +
        `Set ${base} to the directory that contains the mailboxes.`,
    };
  for (const name of [uids, gids]) {
    if (settings.lacks(name) && !isMisspelled(settings, name))
      yield {
        at: settings.at(name) ?? at,
        message:
          `virtual(8) delivers mail for these domains, but ${name} is empty. ` +
          `The mail stays in the queue, and virtual logs: ${logText(`not found in ${name}`)}. ` +
          `Set ${name}, for example to static:5000.`,
      };
  }
  const minimum = Number(settings.text('virtual_minimum_uid'));
  const [, uid] = /^static:(\d+)$/.exec(settings.text(uids) ?? '') ?? [];
  const place = settings.at(uids);
  if (uid !== undefined && place !== undefined && Number(uid) < minimum)
    yield {
      at: place,
      message:
        `The user ID ${uid} in ${uids} is lower than virtual_minimum_uid (${minimum}). ` +
        `The mail stays in the queue, and virtual logs: ${logText(`bad uid ${uid} in ${uids}`)}. ` +
        'Use the user ID of an account for mailboxes, or lower virtual_minimum_uid.',
    };
}
