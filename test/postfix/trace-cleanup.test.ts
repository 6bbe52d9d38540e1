// What we say cleanup(8) makes of a mail, and what the real one puts into the queue: sender, recipients, headers, and the
// actions of content checks.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quoteLocal, unquoteLocal } from '../../server/src/mail/trace/addresses.ts';
import { cleanUp } from '../../server/src/mail/trace/cleanup.ts';
import { everyWay } from '../../server/src/mail/trace/journey.ts';
import { programOf } from '../../server/src/mail/trace/program.ts';
import { rewriteExternal } from '../../server/src/mail/trace/rewriting.ts';
import type { Queued, Submission } from '../../server/src/mail/trace/stages.ts';
import { inParallel } from '../support/parallel.ts';
import { describeRunningPostfix, type PostfixInstance, supportingServices, withPostfix } from './harness';
import { InternalClient } from './support/internal';
import { type QueueRecord, queueRecord, readQueueFile } from './support/queue-file';
import { someAddress } from './trace/addresses';
import { Random, seeds } from './trace/random';
import { cleanupSettings, rewriterSettings, someContent, someParts, type TableTexts } from './trace/settings';
import { type Settings, serviceLine, systemOf } from './trace/systems';

const services = 30;
const mails = 30;

// There is no queue manager that says how much cleanup(8) may take.
const mainCf = 'compatibility_level = 3.6\nmydomain = example.com\nin_flow_delay = 0\n';

interface Mail {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly content: readonly string[];
  readonly bcc: readonly string[];
  readonly program: 'smtpd' | 'pickup';
  readonly mapsAddresses: boolean;
  readonly checks: boolean;
}

function someMail(random: Random): Mail {
  const recipients = Array.from({ length: 1 + random.below(3) }, () => someAddress(random));
  return {
    sender: random.chance(0.2) ? '' : someAddress(random),
    recipients: random.chance(0.2) ? [...recipients, ...recipients] : recipients,
    content: someContent(random),
    bcc: random.chance(0.15) ? [someAddress(random)] : [],
    program: random.pick(['smtpd', 'pickup'] as const),
    mapsAddresses: random.chance(0.9),
    checks: random.chance(0.9),
  };
}

const received = 'Received: from client by this';

function submissionOf(mail: Mail, cleanup: string): Submission {
  return {
    program: mail.program,
    service: undefined,
    cleanup,
    sender: mail.sender,
    recipients: mail.recipients.map((address) => ({ address, original: address })),
    rewriting: 'local',
    without: new Set([
      ...(mail.mapsAddresses ? [] : (['address-mappings'] as const)),
      ...(mail.checks ? [] : (['header-body-checks'] as const)),
    ]),
    headers: mail.content,
    received,
    bcc: mail.bcc.map((value) => ({ value, at: [] })),
  };
}

interface Outcome {
  readonly end: string;
  readonly sender?: string;
  readonly recipients?: readonly string[];
  readonly filter?: string;
  readonly hold?: boolean;
  readonly headers?: readonly string[];
}

describeRunningPostfix('mail in the queue: our answer and that of cleanup(8)', () => {
  test.each(seeds())('seed %i', async (seed) => {
    const random = new Random(seed);
    const tables: TableTexts = {};
    const all = Array.from({ length: services }, (_, i) => cleanupSettings(random, i, tables));
    const lines = all.flatMap((settings, i) => [
      serviceLine(`cleanup${i}`, 'unix n - n - 0', 'cleanup', {
        ...settings,
        rewrite_service_name: `rewrite${i}`,
      }),
      serviceLine(`rewrite${i}`, 'unix - - n - -', 'trivial-rewrite', rewriterSettings(settings)),
    ]);
    // Without a queue manager, the mail stays where cleanup(8) puts it.
    const masterCf = `${lines.join('')}${supportingServices.replace(/^(?:qmgr|pickup) .*\n/gm, '')}`;
    const questions = all.map(() => Array.from({ length: mails }, () => someMail(random)));
    const comparisons = await withPostfix({ mainCf, masterCf, tables }, async (postfix) => {
      const system = systemOf(postfix, Object.keys(tables));
      const found = await inParallel([...all.entries()], 4, async ([i, settings]) => {
        const answers = [];
        for (const mail of questions[i] ?? []) {
          const { ways } = everyWay(system, 8, (journey) =>
            ours(cleanUp(journey, submissionOf(mail, `cleanup${i}`))),
          );
          const redirect = (address: string): string =>
            everyWay(system, 1, (journey) =>
              unquoteLocal(
                rewriteExternal(
                  programOf(journey, 'trivial-rewrite', `rewrite${i}`),
                  quoteLocal(address),
                  'local',
                ),
              ),
            ).ways[0] ?? '';
          answers.push({
            settings,
            mail,
            real: await submit(postfix, `cleanup${i}`, mail, redirect),
            ours: ways,
          });
        }
        return answers;
      });
      return found.flat();
    });
    const wrong = comparisons.filter(({ real, ours }) => !ours.some((way) => isSame(way, real)));
    const certain = comparisons.filter(({ ours }) => ours.length === 1);
    const ends = [...new Set(comparisons.map(({ real }) => real.end))].map(
      (end) => `${comparisons.filter(({ real }) => real.end === end).length} ${end}`,
    );
    console.log(
      `seed ${seed}: ${comparisons.length} mails (${ends.join(', ')}), ${wrong.length} contradictions, ` +
        `${comparisons.length - certain.length} depend on something`,
    );
    expect(wrong.slice(0, 8).map((each) => ({ ...each, tables: tablesOf(each.settings, tables) }))).toEqual(
      [],
    );
    expect(comparisons.length).toBe(services * mails);
    expect(certain.length).toBeGreaterThan(comparisons.length * 0.95);
  });
});

describeRunningPostfix('the lines of a mail: our answer and that of cleanup(8)', () => {
  test.each(seeds())('seed %i', async (seed) => {
    const random = new Random(seed);
    const parameters = [
      'header_checks',
      'mime_header_checks',
      'nested_header_checks',
      'body_checks',
    ] as const;
    const tables = Object.fromEntries(parameters.map((name) => [name, `/^/ WARN ${name}\n`]));
    const checks = Object.fromEntries(parameters.map((name) => [name, `regexp:$config_directory/${name}`]));
    const all: readonly Settings[] = [
      {},
      { body_checks_size_limit: '0' },
      { body_checks_size_limit: '12' },
      { body_checks_size_limit: '40' },
      { disable_mime_input_processing: 'yes' },
      { mime_nesting_limit: '1' },
      { mime_boundary_length_limit: '1' },
    ].map((settings) => ({ ...checks, ...settings }));
    const masterCf = [
      ...all.map((settings, i) => serviceLine(`cleanup${i}`, 'unix n - n - 0', 'cleanup', settings)),
      supportingServices.replace(/^(?:qmgr|pickup) .*\n/gm, ''),
    ].join('');
    await withPostfix({ mainCf, masterCf, tables }, async (postfix) => {
      const system = systemOf(postfix, parameters);
      const sent: { readonly i: number; readonly mail: Mail; readonly queueId: string }[] = [];
      const submitTo = async (i: number, content: readonly string[]): Promise<void> => {
        const mail: Mail = {
          sender: '',
          recipients: ['bob@example.net'],
          content,
          bcc: [],
          program: 'pickup',
          mapsAddresses: false,
          checks: true,
        };
        const { client, greeting } = await InternalClient.connect(
          postfix.queueDirectory,
          `public/cleanup${i}`,
        );
        client.send({ flags: String(flags.filter) });
        client.write(Buffer.concat(recordsOf(mail).map(queueRecord)));
        await client.read();
        client.close();
        sent.push({ i, mail, queueId: greeting.queue_id ?? '' });
      };
      for (const i of all.keys())
        for (let number = 0; number < 40; number++) await submitTo(i, someParts(random));
      // postlogd(8) writes the lines in their order.
      await submitTo(0, ['X-End: here']);
      await postfix.waitForLog(/X-End: here/);
      const log = await postfix.log();
      const found = new Map<string, number>();
      for (const { i, mail, queueId } of sent) {
        const real = loggedLines(log, queueId);
        const [ours = []] = everyWay(system, 1, (journey) => {
          cleanUp(journey, submissionOf(mail, `cleanup${i}`));
          return journey.steps.flatMap(({ what, before }) => {
            const [, name] = /^(\w+) logs the line\.$/.exec(what) ?? [];
            return name === undefined ? [] : `${name} ${before?.replaceAll(/[\t\n]/g, '?')}`;
          });
        }).ways;
        const { content } = mail;
        expect({ settings: all[i], content, lines: ours }).toEqual({
          settings: all[i],
          content,
          lines: real,
        });
        for (const line of real) {
          const [name = ''] = line.split(' ');
          found.set(name, (found.get(name) ?? 0) + 1);
        }
      }
      console.log(`seed ${seed}: ${JSON.stringify(Object.fromEntries(found))}`);
      for (const name of parameters) expect(found.get(name) ?? 0, name).toBeGreaterThan(10);
    });
  });
});

/** The lines that cleanup(8) has logged for a mail, after the parameter whose table asks for it. */
function loggedLines(log: string, queueId: string): readonly string[] {
  const pattern = new RegExp(`: ${queueId}: warning: (?:header|body) (.*) from [^ ]+; from=<.*>.*: (\\w+)$`);
  return log.split('\n').flatMap((line) => {
    const [, text, name] = pattern.exec(line) ?? [];
    return name === undefined ? [] : `${name} ${text}`;
  });
}

/** An action for the header of this host may add headers before those of the mail. */
function isSame(ours: Outcome, real: Outcome): boolean {
  const [wanted, found] = [ours.headers ?? [], real.headers ?? []];
  const own = found.slice(found.length - wanted.length);
  return (
    found.length <= wanted.length + 2 && JSON.stringify(ours) === JSON.stringify({ ...real, headers: own })
  );
}

/** The texts of the tables that settings name. */
function tablesOf(settings: Settings, tables: TableTexts): TableTexts {
  const values = Object.values(settings).join(' ');
  return Object.fromEntries(
    Object.entries(tables).filter(([name]) =>
      new RegExp(`/${name.replace(/^\w+:/, '')}(?:\\s|$)`).test(values),
    ),
  );
}

function ours(queued: Queued): Outcome {
  switch (queued.kind) {
    case 'refused': {
      const { code, enhanced, text } = queued.reply;
      return { end: `${code} ${enhanced} ${text}`, headers: [] };
    }
    // cleanup(8) itself returns the mail, and tells pickup(8) that all is well. The reason is that of smtpd(8).
    case 'bounced':
    case 'discarded':
      return { end: 'gone', headers: [] };
    case 'deferred':
      return { end: 'deferred', headers: [] };
    case 'queued':
      return {
        end: 'queued',
        sender: queued.sender,
        recipients: queued.recipients.map(({ address, original }) => `${original} ${address}`),
        filter: queued.filter?.value ?? '',
        hold: queued.hold !== undefined,
        headers: queued.headers,
      };
  }
}

const flags = { bounce: 1, filter: 2, bcc: 16, map: 32 };

async function submit(
  postfix: PostfixInstance,
  service: string,
  mail: Mail,
  redirect: (address: string) => string,
): Promise<Outcome> {
  const { client, greeting } = await InternalClient.connect(postfix.queueDirectory, `public/${service}`);
  try {
    const chosen =
      (mail.program === 'pickup' ? flags.bounce : 0) |
      (mail.checks ? flags.filter : 0) |
      (mail.mapsAddresses ? flags.bcc | flags.map : 0);
    client.send({ flags: String(chosen) });
    client.write(Buffer.concat(recordsOf(mail).map(queueRecord)));
    const { status, reason = '' } = await client.read();
    if (status !== '0') return refusal(Number(status), reason, mail);
    return await queuedAs(postfix, greeting.queue_id ?? '', redirect);
  } finally {
    client.close();
  }
}

function recordsOf(mail: Mail): QueueRecord[] {
  const record = (type: string, text = ''): QueueRecord => ({ type, text });
  return [
    record('T', '1700000000 0'),
    record('A', 'log_client_name=localhost'),
    // Addresses in headers stay as they are.
    record('A', 'rewrite_context=remote'),
    record('S', mail.sender),
    ...mail.recipients.map((address) => record('R', address)),
    record('M'),
    record('N', received),
    ...mail.content.flatMap((line) => line.split('\n')).map((line) => record('N', line)),
    record('X'),
    ...mail.bcc.map((address) => record('R', address)),
    record('E'),
  ];
}

const write = 2;
const content = 8;
const hops = 16;
const defer = 256;

/** What smtpd(8) or pickup(8) makes of the status. */
function refusal(status: number, reason: string, { program }: Mail): Outcome {
  if (program === 'pickup')
    return { end: status & (defer | write) ? 'deferred' : `status ${status} ${reason}` };
  if (status & defer) return { end: `451 ${reason}` };
  if (status & hops) return { end: '554 5.4.0 Error: too many hops' };
  if (status & content) return { end: `550 ${reason}` };
  return { end: status & write ? '451 4.3.0 Error: queue file write error' : `status ${status} ${reason}` };
}

async function queuedAs(
  postfix: PostfixInstance,
  id: string,
  redirect: (address: string) => string,
): Promise<Outcome> {
  for (const queue of ['incoming', 'hold'] as const) {
    const file = join(postfix.queueDirectory, queue, id);
    const records = await readQueueFile(file).catch(() => undefined);
    if (records === undefined) continue;
    await rm(file);
    const texts = (type: string): string[] =>
      records.filter((each) => each.type === type).map(({ text }) => text);
    const originals = texts('O');
    const recipients = texts('R').map((address, i) => `${originals[i]} ${address}`);
    const target = texts('>').at(-1);
    const start = records.findIndex(({ type }) => type === 'M');
    const end = records.findIndex(({ type }) => type === 'X');
    return {
      end: 'queued',
      sender: texts('S').at(-1) ?? '',
      // The queue manager redirects a mail only after its hold ends.
      recipients:
        target === undefined || queue === 'hold' ? recipients : [`${originals[0]} ${redirect(target)}`],
      // The queue manager ignores the filter of a mail that is redirected.
      filter:
        target !== undefined ? '' : (records.slice(end).findLast(({ type }) => type === 'L')?.text ?? ''),
      hold: queue === 'hold',
      headers: headersOf(records.slice(start, end).flatMap(({ type, text }) => (type === 'N' ? text : []))),
    };
  }
  return { end: 'gone', headers: [] };
}

/** Without the header of this host, and without those that cleanup(8) adds. */
function headersOf(lines: readonly string[]): readonly string[] {
  const headers: string[] = [];
  for (const line of lines) {
    if (/^[ \t]/.test(line) && headers.length > 0) headers.push(`${headers.pop()}\n${line}`);
    else if (/^[!-9;-~]+:/.test(line)) headers.push(line);
    else break;
  }
  return headers.filter((header) => !/^(?:message-id|date):/i.test(header) && header !== received);
}
