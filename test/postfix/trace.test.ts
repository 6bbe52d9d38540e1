// Whole mails through random configurations: our trace, and what the real Postfix does. Everything that it logs about
// a recipient is compared: the address, the transport, the next hop, the sender, and why a mail is returned or deferred.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { timeLimit } from '../../scripts/time-limit.mjs';
import { localStampNow, localTextNow } from '../../server/src/host-node/files.ts';
import { machineFacts } from '../../server/src/host-node/machine.ts';
import type { MailSystem } from '../../server/src/mail/relay.ts';
import { quoteLocal } from '../../server/src/mail/trace/addresses.ts';
import { outcomeOf, type Trace, type TracedRecipient, type Way } from '../../server/src/mail/trace/model.ts';
import { staysInMaildrop, traceMail } from '../../server/src/mail/trace/trace.ts';
import { createPostfixService, defaultSettings } from '../../server/src/service.ts';
import { randomFrom } from '../syntax/tables/random.ts';
import {
  describeRunningPostfix,
  type Filter,
  findPostfix,
  type PostfixInstance,
  type Reply,
  smtp,
  withFilter,
  withPostfix,
} from './harness';
import {
  Dice,
  type RandomConfiguration,
  type RandomMail,
  randomConfiguration,
} from './trace/configurations.ts';
import { type Deed, deedsOf, ending, recorded, stored } from './trace/deeds.ts';
import { seeds } from './trace/random.ts';

/** Set TRACE_CONFIGURATIONS for more of them. */
const count = Number(process.env.TRACE_CONFIGURATIONS ?? 8);
const mailsPerConfiguration = 20;
const limit = Math.max(1, count / 8) * timeLimit;

interface Comparison {
  readonly configuration: RandomConfiguration;
  readonly mail: RandomMail;
  readonly said: Trace;
  readonly reply: Reply | undefined;
  readonly refusals: readonly string[];
  readonly deeds: readonly Deed[];
}

// virtual(8) writes its mailboxes where every user can write.
afterAll(async () => {
  for (const name of ['mailbox', 'maildir'])
    await rm(`/tmp/trace-test-${name}`, { recursive: true, force: true });
});

describeRunningPostfix('where mail goes: our trace and the real Postfix', () => {
  test.each(seeds(20_240_917))('random configurations, seed %i', { timeout: limit }, async (seed) => {
    const comparisons = await withFilter((filter) => compare(seed, count, filter));
    tell(seed, comparisons);
    expect(comparisons.length).toBe(count * mailsPerConfiguration);
    expect(comparisons.flatMap(contradiction)).toEqual([]);
    // "Depends" would always be right.
    expect(comparisons.filter(isNeedless).length).toBeLessThanOrEqual(comparisons.length * 0.05);
  });
});

async function compare(seed: number, configurations: number, filter: Filter): Promise<readonly Comparison[]> {
  const random = randomFrom(seed);
  const list = Array.from({ length: configurations }, () =>
    randomConfiguration(new Dice(random), mailsPerConfiguration, filter.port),
  );
  const [first] = list;
  if (first === undefined) return [];
  return withPostfix(specOf(first), async (postfix) => {
    const found: Comparison[] = [];
    let logged = 0;
    filter.handsTo = postfix.port('reinject');
    for (const [i, configuration] of list.entries()) {
      if (i > 0) {
        await postfix.update(specOf(configuration));
        await postfix.reload();
      }
      found.push(...(await compareOne(postfix, configuration, logged)));
      await postfix.run('postsuper', '-d', 'ALL', 'maildrop', 'hold', 'incoming', 'active', 'deferred');
      logged = (await postfix.log()).length;
    }
    return found;
  });
}

function specOf({ mainCf, masterCf, tables }: RandomConfiguration) {
  return { mainCf, masterCf, tables };
}

async function compareOne(
  postfix: PostfixInstance,
  configuration: RandomConfiguration,
  logged: number,
): Promise<Comparison[]> {
  const system = await systemOf(postfix.directory);
  const sent: (Omit<Comparison, 'deeds'> & { readonly id: string })[] = [];
  for (const [i, mail] of configuration.mails.entries()) {
    const id = `trace-${logged}-${i}@test.example`;
    const usable = usableMail(configuration, mail);
    const said = traceMail(system, requestOf(postfix, usable));
    const result =
      usable.service === undefined ? await submit(postfix, usable, id) : await deliver(postfix, usable, id);
    sent.push({ configuration, mail: usable, said, id, ...result });
  }
  const softBounce = /^soft_bounce = yes/m.test(configuration.mainCf);
  await settled(postfix, async () => (softBounce ? rejectedHere((await postfix.log()).slice(logged)) : 0));
  const deeds = await deedsOf(postfix, (await postfix.log()).slice(logged));
  return sent.map(({ id, ...rest }) => ({ ...rest, deeds: deeds.get(id) ?? [] }));
}

/** XCLIENT can log in only where the service offers it. */
function usableMail({ mainCf }: RandomConfiguration, mail: RandomMail): RandomMail {
  const offersLogin = mail.service === 'submission' || /^smtpd_sasl_auth_enable = yes/m.test(mainCf);
  const { login: _, ...without } = mail;
  return offersLogin ? mail : without;
}

function requestOf(
  postfix: PostfixInstance,
  { service, client, login, helo, sender, recipients, headers }: RandomMail,
) {
  return {
    ...(service !== undefined &&
      client !== undefined && { client: { address: client }, service: String(postfix.port(service)), helo }),
    ...(login !== undefined && { login }),
    sender,
    recipients,
    headers: headersOf('id', headers),
  };
}

function headersOf(id: string, headers: readonly string[]): readonly string[] {
  return [`Message-ID: <${id}>`, ...headers];
}

/** The configuration as postfix-lint reads it. */
async function systemOf(directory: string): Promise<MailSystem> {
  const service = createPostfixService({
    readFile: async (uri) => localTextNow(uri),
    stat: async (uri) => localStampNow(uri),
    machine: machineFacts(),
    log: (message) => {
      throw new Error(message);
    },
  });
  service.configure({ ...defaultSettings, version: findPostfix()?.version ?? '3.7.11' });
  const snapshot = await service.snapshot(pathToFileURL(join(directory, 'main.cf')).href);
  if (snapshot === undefined) throw new Error(`${directory} has no configuration`);
  return { instance: snapshot.instance, tables: snapshot.tables };
}

async function deliver(
  postfix: PostfixInstance,
  { service, client = '', login, helo, sender, recipients, headers }: RandomMail,
  id: string,
): Promise<Pick<Comparison, 'reply' | 'refusals'>> {
  const session = await smtp(postfix.port(service), { signal: postfix.onceLogged(/smtpd\[\d+\]: fatal: /) });
  try {
    await session.ehlo('test.example');
    const unavailable = '[UNAVAILABLE]';
    const steps = [
      () =>
        session.xclient({
          ADDR: client,
          NAME: unavailable,
          REVERSE_NAME: unavailable,
          ...(login !== undefined && { LOGIN: login }),
        }),
      () => session.ehlo(helo),
      () => session.mail(sender),
    ];
    for (const step of steps) {
      const reply = await step();
      if (reply.code >= 400) return { reply, refusals: [] };
    }
    const replies: Reply[] = [];
    for (const recipient of recipients) replies.push(await session.rcpt(recipient));
    const refusals = replies.filter(({ code }) => code >= 400);
    const [refusal] = refusals;
    const texts = refusals.map(({ text }) => text);
    if (refusals.length === replies.length) return { reply: refusal, refusals: texts };
    const message = `${headersOf(id, headers).join('\n')}\n\ntest\n`;
    return { reply: await session.data(message), refusals: texts };
  } finally {
    await session.quit().catch(() => undefined);
  }
}

/** Through sendmail(1). */
async function submit(
  postfix: PostfixInstance,
  { sender, recipients, headers }: RandomMail,
  id: string,
): Promise<Pick<Comparison, 'reply' | 'refusals'>> {
  const script =
    '#!/bin/sh\nmessage=$1; sender=$2; shift 2\nprintf "%s" "$message" | sendmail -i -f "$sender" -- "$@"\n';
  await postfix.script(script, `${headersOf(id, headers).join('\n')}\n\ntest\n`, sender, ...recipients);
  return { reply: undefined, refusals: [] };
}

/** Waits until no message is on its way. Some wait for a program that does not start. */
async function settled(postfix: PostfixInstance, kept: () => Promise<number>): Promise<void> {
  const moving = async (): Promise<string> => {
    const waiting = await readdir(join(postfix.queueDirectory, 'maildrop'));
    // With soft_bounce, a message that cleanup(8) rejects stays there.
    if ((await kept()) >= waiting.length) waiting.length = 0;
    const queue = await postfix.queue();
    const active = queue.filter(({ queue_name }) => queue_name === 'incoming' || queue_name === 'active');
    return [...waiting, ...active.map((message) => JSON.stringify(message))].join('\n');
  };
  const starts = async (): Promise<number> =>
    (await postfix.log()).match(/bad command startup/g)?.length ?? 0;
  let before = await moving();
  let failures = await starts();
  for (;;) {
    await new Promise((next) => setTimeout(next, 20));
    const now = await moving();
    if (now === '' && before === '') return;
    const failed = await starts();
    if (now !== before) failures = failed;
    // master(8) has tried twice to start the program, and nothing has changed.
    if (failed >= failures + 2 && !now.includes('"incoming"')) return;
    before = now;
  }
}

/** The number of messages from programs on this host that cleanup(8) has rejected. */
function rejectedHere(log: string): number {
  const ids = new Map(
    [...log.matchAll(/: (\w+): message-id=(.*)$/gm)].map(([, queueId, id]) => [queueId, id]),
  );
  const rejected = [...log.matchAll(/: (\w+): reject: .* from local;/g)].map(([, queueId]) =>
    ids.get(queueId),
  );
  return new Set(rejected).size;
}

// --- The comparison

/** What is wrong with our answer; nothing if one of its ways is what happened. */
function contradiction(comparison: Comparison): string[] {
  const { said, mail, configuration } = comparison;
  const wrong = said.ways.map((way) => difference(way, comparison));
  if (wrong.some((each) => each === undefined)) return [];
  return [
    [
      `${configuration.mainCf}${Object.entries(configuration.tables)
        .map(([name, text]) => `--- ${name}\n${text}`)
        .join('')}`,
      JSON.stringify(mail),
      ...(wrong as string[]),
      ...(said.ways[0]?.steps ?? []).map(
        ({ program, what, before = '', after = '' }) => `  ${program}: ${what} ${before} -> ${after}`,
      ),
    ].join('\n'),
  ];
}

function difference(way: Way, { reply, refusals, deeds }: Comparison): string | undefined {
  const said = [replyOf(way), ...way.recipients.flatMap(saidOf).sort()].join('\n');
  const done = [...(reply === undefined ? [''] : [short(reply.text)]), ...deeds].join('\n');
  const others = refusals.map((text) => [short(text), ...deeds].join('\n'));
  return [done, ...others].includes(said) ? undefined : `--- we say\n${said}\n--- Postfix\n${done}`;
}

/** Code, enhanced code, and the text of a rejection. */
function short(text: string): string {
  return text.replace(/^(2\d\d \d\.\d\.\d).*$/s, '$1');
}

function replyOf({ reply }: Way): string {
  return reply === undefined ? '' : short([reply.code, reply.enhanced, reply.text].filter(Boolean).join(' '));
}

function saidOf({
  address,
  transport,
  nexthop,
  outcome,
  sender,
  mailbox,
  reason = '',
}: TracedRecipient): Deed[] {
  // What smtpd and cleanup throw away is logged without a recipient.
  if (outcome === 'refused' || (outcome === 'discarded' && transport === '')) return [];
  // An address to which local(8) does not forward the mail yet has no line of its own.
  if (reason.startsWith('waits until')) return [];
  // cleanup(8) logs only that it rejects the message.
  if (reason.startsWith(staysInMaildrop)) return [];
  const to = quoteLocal(address);
  if (outcome !== 'delivered') return [ending(outcome, to, reason)];
  if (transport !== 'local' && transport !== 'virtual')
    return [recorded(to, transport, nexthop, sender === '' ? '' : quoteLocal(sender))];
  const what = mailbox?.startsWith('|')
    ? `command: ${mailbox.slice(1)}`
    : mailbox?.startsWith('/dev/')
      ? `file: ${mailbox}`
      : mailbox?.endsWith('/')
        ? 'maildir'
        : 'mailbox';
  return [stored(to, transport, what)];
}

/** We say that it depends, although the tables can be read, and nothing but the configuration decides. */
function isNeedless({ said }: Comparison): boolean {
  const deciders = said.ways.flatMap(({ conditions }) => conditions.map(({ decider }) => decider));
  return outcomeOf(said) === 'depends' && deciders.every((decider) => decider === 'table');
}

function tell(seed: number, comparisons: readonly Comparison[]): void {
  const outcomes = new Map<string, number>();
  for (const { said } of comparisons) {
    const outcome = outcomeOf(said);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  const ended = comparisons.flatMap(({ deeds }) => deeds).length;
  console.log(
    `seed ${seed}: ${new Set(comparisons.map(({ configuration }) => configuration)).size} configurations, ` +
      `${comparisons.length} mails, ${ended} ends of recipients; we say ` +
      `${[...outcomes].map(([outcome, number]) => `${outcome} ${number}`).join(', ')}; ` +
      `${comparisons.filter(isNeedless).length} depend needlessly, ` +
      `${comparisons.flatMap(contradiction).length} contradictions`,
  );
}
