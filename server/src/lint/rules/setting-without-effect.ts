// A setting that another setting puts out of use (inet_proto and mynetworks.c; local/mailbox.c; qmgr_transport.c).

import { commentOut } from '../../edits/lines.ts';
import { nameLocation } from '../../instance/expanded-values.ts';
import type { Instance, PlacedEntry } from '../../instance/instance.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { smtpdServices } from '../../mail/smtpd-services.ts';
import { parseTime } from '../../syntax/scalars.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const settingWithoutEffect: Rule = {
  code: 'setting-without-effect',
  title: 'Setting has no effect because of another setting',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const main = new ServiceSettings(instance, undefined);
    for (const [name, { by, because }] of Object.entries(overruled)) {
      const entry = instance.entriesOf(name).at(-1);
      if (entry === undefined || entry.item.raw === '' || isOverridden(instance, name, ...lost(name, by)))
        continue;
      const cause = by.find((each) => instance.entriesByName.has(each) && isSet(main, each));
      if (cause !== undefined) yield finding(instance, entry, `${cause} is set`, because);
    }
    yield* concurrency(instance);
    yield* logins(instance);
  },
};

interface Overruled {
  /** The first of these that is set overrules the setting. */
  readonly by: readonly string[];
  readonly because: string;
}

const local =
  'local(8) delivers to the first of mailbox_transport, mailbox_command, home_mailbox, and mail_spool_directory that is set';

const overruled: Readonly<Record<string, Overruled>> = {
  mynetworks_style: {
    by: ['mynetworks'],
    because: 'Postfix uses the style only to compute the default value of mynetworks',
  },
  mailbox_command: { by: ['mailbox_transport'], because: local },
  home_mailbox: { by: ['mailbox_transport', 'mailbox_command'], because: local },
  mail_spool_directory: { by: ['mailbox_transport', 'mailbox_command', 'home_mailbox'], because: local },
};

/** An empty mynetworks is also a value. */
function isSet(main: ServiceSettings, name: string): boolean {
  return name === 'mynetworks' ? main.text(name) !== undefined : main.has(name);
}

/** The parameters whose override in a service could put the setting into use: whatever mynetworks is, it has a value. */
function lost(name: string, by: readonly string[]): readonly string[] {
  return name === 'mynetworks_style' ? [] : by;
}

function isOverridden(instance: Instance, ...names: readonly string[]): boolean {
  return instance.services.some((service) =>
    names.some((name) => instance.overridesOf(service, name).length > 0),
  );
}

const limit = '_destination_concurrency_limit';

/** A delay between deliveries to a destination allows only one at a time. */
function* concurrency(instance: Instance): Generator<Finding> {
  for (const [name, entries] of instance.entriesByName) {
    if (!name.endsWith(limit)) continue;
    const transport = name.slice(0, -limit.length);
    const entry = entries.at(-1);
    if (!/^\w[\w-]*$/.test(transport) || entry === undefined || !(Number(entry.item.raw) > 1)) continue;
    const own = `${transport}_destination_rate_delay`;
    const delay = instance.entriesByName.has(own) ? own : 'default_destination_rate_delay';
    if (transport === 'default' && instance.services.length === 0) continue;
    const seconds = parseTime(instance.entriesOf(delay).at(-1)?.item.raw ?? '', 's')?.seconds ?? 0;
    if (seconds === 0 || isOverridden(instance, name, delay)) continue;
    yield finding(
      instance,
      entry,
      `${delay} is set`,
      'With a delay between deliveries, the queue manager makes only one delivery at a time to each destination',
    );
  }
}

/** Settings for the logins of clients, but no service lets them log in. */
function* logins(instance: Instance): Generator<Finding> {
  const services = smtpdServices(instance);
  const enable = 'smtpd_sasl_auth_enable';
  // An explicit "no" is a decision, and the other settings are kept for later.
  if (services.length === 0 || instance.entriesByName.has(enable)) return;
  if (services.some((service) => !isOff(new ServiceSettings(instance, service).text(enable)))) return;
  const name = ['smtpd_sasl_type', 'broken_sasl_auth_clients'].find((each) => {
    const raw = instance.entriesOf(each).at(-1)?.item.raw ?? '';
    return each === 'broken_sasl_auth_clients' ? /^yes$/i.test(raw) : raw !== '' && raw !== 'cyrus';
  });
  const entry = name === undefined ? undefined : instance.entriesOf(name).at(-1);
  if (entry !== undefined)
    yield finding(instance, entry, `${enable} is off in every service`, 'smtpd offers no logins');
}

function isOff(text: string | undefined): boolean {
  return text?.toLowerCase() === 'no';
}

function finding(instance: Instance, entry: PlacedEntry, cause: string, because: string): Finding {
  const { main } = instance.files;
  const at = nameLocation(instance, { kind: 'entry', entry });
  if (main === undefined || at === undefined) throw new Error(`${entry.item.name.text} is not in any file`);
  return {
    at,
    message:
      `${entry.item.name.text} has no effect, because ${cause}. ` +
      `${because}. ` +
      'Remove one of the two settings.',
    tag: 'unnecessary',
    fixes: [{ title: 'Comment out this line', edits: commentOut(main.uri, entry), preferred: true }],
  };
}
