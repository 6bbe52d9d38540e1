// The page, the snippets, and the plan agree: with the answers of the example, a plan for a new server creates the
// settings, the services, and the table entries that the page shows. Each difference has a reason.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { overrides } from '../../server/src/instance/instance.ts';
import { standardMasterCf } from '../postfix/harness';
import type { Example } from '../rules/page.ts';
import { configurationOf } from '../snippets/configuration.ts';
import { type Answers, Folder, type Texts, uriOf } from './folder.ts';
import { readScenario } from './page.ts';
import { scenarios } from './scenarios.ts';

type Scenario = (typeof scenarios)[number];

/** A new server with a name and a compatibility level, as the snippet `basic` inserts them. */
const newServer: Texts = {
  'main.cf': 'compatibility_level = 3.6\nmyhostname = mail.example.com\n',
  'master.cf': standardMasterCf,
};

/** The answers that lead to the configuration on the page. */
const answers: Readonly<Record<Scenario, Answers>> = {
  basic: {
    myhostname: 'mail.example.com',
    mydestination: 'localhost, $myhostname, $mydomain',
    mynetworks: '127.0.0.0/8, 192.0.2.0/24',
  },
  plain: {},
  'backup-mx': {
    domains: 'example.org',
    recipients: 'user@example.org, postmaster@example.org',
    lifetime: '20d',
  },
  'dmz-relay': {
    domains: 'example.com',
    server: '192.0.2.99',
    knows: 'list',
    recipients: 'user@example.com, postmaster@example.com',
  },
  dialup: { relayhost: 'smtp.example.net', line: 'ppp' },
  nat: { networks: '127.0.0.0/8, 192.0.2.0/24', router: '192.0.2.1', public: '203.0.113.25' },
  dyndns: { myhostname: 'home.example.net', mynetworks: '127.0.0.0/8' },
  'dyndns-relay': {
    domains: 'home.example.net',
    server: 'home.example.net',
    recipients: 'user@home.example.net, postmaster@home.example.net',
    job: 'cron',
  },
  'smtp-auth': {
    sasl: 'dovecot',
    certificate: '/etc/letsencrypt/live/mail.example.com/fullchain.pem',
    key: '/etc/letsencrypt/live/mail.example.com/privkey.pem',
    logins: 'user@example.com user',
  },
  'pop-before-smtp': { table: 'hash:/etc/postfix/pop-before-smtp' },
  'content-filter': { kind: 'smtp', filter: '10024', back: '10025', processes: '2' },
  'mailbox-format': { format: 'maildir' },
};

/** The differences between the plan and the page, with reasons. */
const differences: Partial<Record<Scenario, Readonly<Record<string, string>>>> = {
  'dmz-relay': {
    // The page starts with a host that has all mailboxes of a domain. The default of a new server has no $mydomain.
    mydestination: '$myhostname, localhost.$mydomain, localhost',
    // Programs that connect over IPv6 can still send.
    mynetworks: '127.0.0.0/8, [::1]/128, 192.0.2.99',
    // Users who log in are not rejected.
    smtpd_relay_restrictions: 'permit_mynetworks permit_sasl_authenticated reject_unauth_destination',
  },
  dyndns: {
    // The default has the same names, and one more for this host.
    mydestination: '$myhostname, localhost.$mydomain, localhost',
  },
};

/** A daemon writes the table of pop-before-smtp. */
const tablesOfOthers = ['pop-before-smtp'];

describe.each(scenarios)('%s', (scenario) => {
  const [example] = readScenario(scenario).examples;
  if (example === undefined) throw new Error('The page has no example.');

  test('creates what the page shows', async () => {
    const made = await readingOf(await planned(scenario, answers[scenario]));
    await expectAll(example, made, differences[scenario]);
  });

  test('recognizes the result of the snippets as set up', async () => {
    const written = configurationOf(scenario);
    const names = scenario === 'basic' || scenario === 'dyndns' ? '' : 'myhostname = mail.example.com\n';
    const folder = new Folder({
      ...written.files,
      'main.cf': `${names}${written.files['main.cf'] ?? ''}`,
      'master.cf': `${standardMasterCf}${written.hasMasterCf ? written.files['master.cf'] : ''}`,
    });
    const found = await folder.service.scenarios(uriOf('main.cf'));
    expect(found?.scenarios.find(({ name }) => name === scenario)?.inPlace).toBe(true);
  });
});

test('content-filter: creates the other example of the page, a Milter', async () => {
  const example = readScenario('content-filter').examples[1];
  if (example === undefined) throw new Error('The page has only one example.');
  const made = await planned('content-filter', { kind: 'milter', milter: 'inet:127.0.0.1:11332' });
  await expectAll(example, await readingOf(made));
});

test('dialup: the scripts contain the commands of the page', async () => {
  const blocks = [...pageText('dialup').matchAll(/^```sh\n#!\/bin\/sh\n(.*?)^```$/gms)].map(
    ([, text]) => text,
  );
  const withoutComment = (text = '') => text.replace('#!/bin/sh\n', '').replace(/^# .*\n/, '');
  const ppp = await planned('dialup', answers.dialup);
  const manager = await planned('dialup', { ...answers.dialup, line: 'networkmanager' });
  expect(
    [ppp.texts['ip-up.local'], ppp.texts['ip-down.local'], manager.texts['90-postfix']].map(withoutComment),
  ).toEqual(blocks);
});

test('dyndns-relay: the cron job is that of the page', async () => {
  const { texts } = await planned('dyndns-relay', answers['dyndns-relay']);
  const [line = ''] = /^ *\*\/5 .*$/m.exec(pageText('dyndns-relay')) ?? [];
  expect(texts['postfix-retry.cron']).toContain(`\n${line.trim()}\n`);
});

async function planned(scenario: Scenario, given: Answers): Promise<Folder> {
  const folder = new Folder(newServer, '3.11');
  const { edit, conflicts } = await folder.plan(scenario, given);
  expect(conflicts).toEqual([]);
  folder.apply(edit);
  return folder;
}

/** What Postfix reads: values in main.cf, services with their overrides, table entries. */
interface Reading {
  readonly value: (name: string) => string | undefined;
  readonly services: ReadonlyMap<string, readonly string[]>;
  readonly lines: ReadonlyMap<string, readonly string[]>;
}

async function readingOf(folder: Folder): Promise<Reading> {
  const snapshot = await folder.service.snapshot(uriOf('main.cf'));
  if (snapshot === undefined) throw new Error('no snapshot');
  const { instance } = snapshot;
  const services = instance.services.map(({ key, item }) => {
    const own = overrides(item).map(({ name, value }) => `${name?.text}=${value?.text}`);
    return [key, [...item.fields.map(({ text }) => text), ...own]] as const;
  });
  const lines = Object.entries(folder.texts).map(([name, text]) => [name, linesOf(text)] as const);
  return {
    value: (name) => words(instance.expanded(name)?.text ?? ''),
    services: new Map(services),
    lines: new Map(lines),
  };
}

/** The result contains everything in the example. A difference has the expected value instead. */
async function expectAll(
  example: Example,
  made: Reading,
  different: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { files, hasMasterCf, tables } = example;
  const shown = new Folder({
    'main.cf': `${newServer['main.cf']}${files['main.cf']}`,
    'master.cf': files['master.cf'] ?? '',
  });
  const page = await readingOf(shown);
  const names = [...(files['main.cf'] ?? '').matchAll(/^(\w+) =/gm)].map(([, name = '']) => name);
  expect(names).not.toEqual([]);
  const expected = (name: string) => page.value(name);
  const others = names.filter((name) => !(name in different));
  expect(others.map((name) => `${name} = ${made.value(name)}`)).toEqual(
    others.map((name) => `${name} = ${expected(name)}`),
  );
  for (const [name, value] of Object.entries(different)) {
    expect(expected(name), `${name} no longer differs`).not.toBe(made.value(name));
    expect(await written(shown, name, value)).toBe(made.value(name));
  }
  if (hasMasterCf) {
    for (const [key, parts] of page.services) expect([key, made.services.get(key)]).toEqual([key, parts]);
  }
  for (const table of tables) {
    if (tablesOfOthers.includes(table)) continue;
    expect([table, made.lines.get(table)]).toEqual([table, linesOf(files[table] ?? '')]);
  }
}

/** The value as Postfix reads it in a configuration. */
async function written(folder: Folder, name: string, value: string): Promise<string> {
  const texts = { ...folder.texts, 'main.cf': `${folder.texts['main.cf']}\n${name} = ${value}\n` };
  return (await readingOf(new Folder(texts))).value(name) ?? '';
}

function words(text: string): string {
  return text
    .split(/[\s,]+/)
    .join(' ')
    .trim();
}

/** The lines without comments, with one space between words. */
function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(words);
}

function pageText(scenario: Scenario): string {
  return readFileSync(new URL(`../../docs/scenarios/${scenario}.md`, import.meta.url), 'utf8');
}
