// What we say that smtpd(8) answers to a mail, and what it really answers: code, enhanced code, and text. Each
// configuration is a service of its own; XCLIENT lets a session come from any client.
import { expect, test } from 'vitest';
import { everyWay } from '../../server/src/mail/trace/journey.ts';
import type { Reply as SaidReply } from '../../server/src/mail/trace/model.ts';
import { receive, textOf } from '../../server/src/mail/trace/smtpd.ts';
import type { Received } from '../../server/src/mail/trace/stages.ts';
import { inParallel } from '../support/parallel.ts';
import {
  describeRunningPostfix,
  type Reply,
  smtp,
  supportingServices,
  withNameServer,
  withPostfix,
} from './harness';
import { Random, seeds } from './trace/random';
import { mainCf, type SmtpdMail, SomeSettings, sharedTables, someMail, zone } from './trace/smtpd-systems';
import { serviceLine, systemOf } from './trace/systems';

const services = Number(process.env.TRACE_SERVICES ?? 40);
const mailsPerService = 28;
/** Far more ways than these configurations have. */
const limit = 3000;

interface Comparison {
  readonly mail: string;
  readonly real: string;
  readonly said: readonly string[];
  readonly certain: boolean;
}

describeRunningPostfix('the replies of smtpd', () => {
  for (const seed of seeds()) {
    test(`to random mails (seed ${seed})`, { timeout: 900_000 }, async () => {
      const comparisons = await withNameServer({ ...zone, mx: {} }, ({ address }) => compare(seed, address));
      const wrong = comparisons.filter(({ real, said }) => !said.includes(real));
      const certain = comparisons.filter((each) => each.certain).length;
      const accepted = comparisons.filter(({ real }) => real.startsWith('250')).length;
      console.log(
        `seed ${seed}: ${comparisons.length} mails, ${accepted} accepted, ${certain} certain, ${wrong.length} contradictions`,
      );
      expect(
        wrong.map(({ mail, real, said }) => `${mail}\n  real: ${real}\n  said: ${said.join('\n        ')}`),
      ).toEqual([]);
      expect(comparisons.length).toBeGreaterThanOrEqual(services * 20);
      // "Depends" would always be right.
      expect(certain).toBeGreaterThan(comparisons.length * 0.7);
    });
  }
});

async function compare(seed: number, nameServer: string): Promise<readonly Comparison[]> {
  const random = new Random(seed);
  const configurations = Array.from({ length: services }, (_, i) => new SomeSettings(random, i));
  const masterCf = [
    ...configurations.map(({ settings }, i) =>
      serviceLine(`smtpd${i}`, 'inet n - y - -', 'smtpd', { ...settings, syslog_name: `smtpd${i}` }),
    ),
    supportingServices,
  ].join('');
  const tables = Object.assign({}, sharedTables, ...configurations.map((each) => each.tables)) as Record<
    string,
    string
  >;
  const mails = configurations.map((each) =>
    Array.from({ length: mailsPerService }, () => someMail(random, mayLogIn(each))),
  );
  return withPostfix({ mainCf, masterCf, tables, nameServer }, async (postfix) => {
    const system = systemOf(postfix, Object.keys(tables));
    const found = await inParallel([...configurations.entries()], 12, async ([i, { settings }]) => {
      const comparisons: Comparison[] = [];
      const dies = postfix.onceLogged(new RegExp(` smtpd${i}/smtpd\\[\\d+\\]: (?:fatal|panic): `));
      for (const mail of mails[i] ?? []) {
        const real = await converse(postfix.port(`smtpd${i}`), mail, dies).catch((error) =>
          dies.aborted ? 'dies' : `broken: ${String(error)}`,
        );
        if (real === undefined) continue;
        const { client, name, ...rest } = mail;
        const request = {
          ...rest,
          service: String(postfix.port(`smtpd${i}`)),
          client: { address: client, ...(name !== undefined && { name }) },
        };
        const { ways, complete } = everyWay(system, limit, (journey) => outcomeOf(receive(journey, request)));
        const said = [...new Set(ways)];
        const text = `${JSON.stringify(settings, null, 1)}\n${JSON.stringify(mail)}\n${tablesIn(settings, tables)}`;
        comparisons.push({
          mail: text,
          real,
          said: complete ? said : [...said, real],
          certain: said.length === 1 && complete,
        });
      }
      return comparisons;
    });
    return found.flat();
  });
}

/** XCLIENT logs in without AUTH, which we would report as an error. */
function mayLogIn({ settings }: SomeSettings): boolean {
  return settings.smtpd_sasl_auth_enable !== 'no' && settings.smtpd_tls_security_level !== 'encrypt';
}

function tablesIn(
  settings: Readonly<Record<string, string>>,
  tables: Readonly<Record<string, string>>,
): string {
  const names = [
    ...Object.values(settings)
      .join(' ')
      .matchAll(/config_directory\/([\w-]+)/g),
  ].map(([, name = '']) => name);
  return names.map((name) => `--- ${name}\n${tables[name] ?? ''}`).join('');
}

// --- What smtpd answers

/** Undefined if a mail cannot be tried, because smtpd refuses the client of the test itself. */
async function converse(port: number, mail: SmtpdMail, signal: AbortSignal): Promise<string | undefined> {
  const session = await smtp(port, { signal });
  try {
    if (session.greeting.code !== 220) return undefined;
    const { client, name = '[UNAVAILABLE]', login, helo, sender, recipients, size } = mail;
    const before = [
      () =>
        session.xclient({
          ADDR: client,
          NAME: name,
          REVERSE_NAME: name,
          ...(login !== undefined && { LOGIN: login }),
        }),
      ...(helo === undefined ? [] : [() => session.ehlo(helo)]),
      () => session.mail(sender, size === undefined ? '' : `SIZE=${size}`),
    ];
    for (const step of before) {
      const reply = await step();
      if (reply.code >= 400) return textOfReal(reply);
    }
    const refused: string[] = [];
    for (const recipient of recipients) {
      const reply = await session.rcpt(recipient);
      // 421 and 521 end the session.
      if (reply.code % 100 === 21) return textOfReal(reply);
      if (reply.code >= 400) refused.push(`${recipient}: ${textOfReal(reply)}`);
    }
    if (refused.length === recipients.length) return textAfterName(refused[0] ?? '');
    const end = await session.data('Subject: test\n\ntest\n');
    const last = end.code === 250 ? '250' : textOfReal(end);
    return end.code === 250 ? [last, ...refused].join('; ') : last;
  } finally {
    session.close();
  }
}

function textAfterName(text: string): string {
  return text.slice(text.search(/: [45]\d\d/) + 2);
}

function textOfReal({ text }: Reply): string {
  return text.trimEnd();
}

// --- What we say

function outcomeOf(received: Received): string {
  switch (received.kind) {
    case 'accepted':
    case 'discarded':
      return [
        '250',
        ...(received.refused ?? []).map(({ recipient, reply }) => `${recipient}: ${text(reply)}`),
      ].join('; ');
    case 'refused':
      return text(received.reply);
    case 'unanswered':
      return received.reason.startsWith('smtpd does not start') ? 'dies' : `unanswered: ${received.reason}`;
  }
}

function text(reply: SaidReply): string {
  return textOf(reply).trimEnd();
}
