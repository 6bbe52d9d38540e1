// The commands that show, compare, and change settings.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  compareWithDefaults,
  compareWithInstance,
  compareWithRevision,
  compareWithRunning,
} from '../../client/src/commands/compare.ts';
import { changeParameter, lookUpParameter } from '../../client/src/commands/parameter.ts';
import { showEffective } from '../../client/src/commands/show-effective.ts';
import { foldServices, withoutDirectory } from '../../client/src/settings/listing-text.ts';
import { fileAt } from './desk.ts';
import { settingsDesk } from './settings-desk.ts';

const main = fileAt('/etc/postfix/main.cf', 'postfix-main', '');
const master = fileAt('/etc/postfix/master.cf', 'postfix-master', '');
const files = {
  'main.cf': 'myhostname = mail.example.com\nsmtpd_tls_security_level = may\n',
  'master.cf':
    'smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n',
};

describe('the effective configuration', () => {
  test('opens immediately if no service has values of its own', async () => {
    const context = settingsDesk({ files: { 'main.cf': '' } });
    await showEffective(context, main);
    expect(context.seen).toEqual(['effective: file:///etc/postfix/main.cf all']);
  });

  test('asks for the service, and suggests the one at the cursor', async () => {
    const context = settingsDesk({ files, answers: ['submission/inet'], cursorLine: 3 });
    await showEffective(context, master);
    expect(context.seen).toEqual([
      'Show the values for which program? [submission/inet]: All Programs, submission/inet',
      'effective: file:///etc/postfix/master.cf submission/inet',
    ]);
  });

  test('asks for a configuration if the editor shows something else', async () => {
    const context = settingsDesk({ files: { 'main.cf': '' } });
    await showEffective(context, undefined);
    expect(context.seen).toEqual(['effective: file:///etc/postfix/main.cf all']);
    const empty = settingsDesk();
    await showEffective(empty, undefined);
    expect(empty.seen).toEqual([
      'information: There is no main.cf in this workspace. Open a configuration, or create one with “Set Up a Scenario”.',
    ]);
  });
});

describe('a comparison', () => {
  test('with the defaults has one side for each', async () => {
    const context = settingsDesk({ files });
    await compareWithDefaults(context, main);
    expect(context.seen).toEqual(['compared: the defaults ↔ /etc/postfix']);
    expect(context.pairs).toEqual([
      {
        file: 'main.cf',
        left: { kind: 'listing', of: main.uri, part: 'defaults' },
        right: { kind: 'listing', of: main.uri, part: 'parameters' },
      },
    ]);
  });

  test('with another configuration shows only the files that differ', async () => {
    const other = { 'sub/main.cf': files['main.cf'], 'sub/master.cf': 'smtp inet n - y - - smtpd\n' };
    const context = settingsDesk({
      files: { ...files, ...other },
      answers: ['/etc/postfix/sub'],
      commandDirectory: '/nowhere',
    });
    await compareWithInstance(context, main);
    expect(context.pairs.map(({ file }) => file)).toEqual(['master.cf']);
  });

  test('with a revision has the settings of that revision', async () => {
    const textAt = async (_: string, file: string) =>
      file.endsWith('/main.cf') ? 'myhostname = old.example.com\n' : undefined;
    const revisions = { choices: [{ label: 'abc', revision: 'abc' }], textAt };
    const context = settingsDesk({ files, answers: ['abc'], revisions });
    await compareWithRevision(context, main);
    expect(context.pairs.map(({ left }) => left)).toEqual([
      { kind: 'fixed', label: 'abc', text: 'myhostname = old.example.com\n' },
      { kind: 'fixed', label: 'abc', text: '' },
    ]);
  });

  test('says why there is nothing to compare', async () => {
    const context = settingsDesk({ files });
    await compareWithRevision(context, main);
    expect(context.seen).toEqual(['information: no revisions']);
    const untrusted = settingsDesk({ files, trusted: false });
    await compareWithRunning(untrusted, main);
    await compareWithRevision(untrusted, main);
    const refusal = expect.stringMatching(/^warning: .*not trusted.* \[Manage Workspace Trust\]$/);
    expect(untrusted.seen).toEqual([refusal, refusal]);
    expect(untrusted.pairs).toEqual([]);
  });

  test('with the active configuration uses the output of postconf', async () => {
    const directory = postconfThatPrints(
      'myhostname = mail.example.com\nconfig_directory = /etc/postfix\n',
      '',
    );
    const context = settingsDesk({ files, commandDirectory: directory });
    await compareWithRunning(context, main);
    expect(context.pairs[0]?.left).toEqual({
      kind: 'fixed',
      label: '/etc/postfix (postconf)',
      text: 'myhostname = mail.example.com\n',
    });
  });

  test('with settings that are the same opens nothing', async () => {
    const { 'main.cf': text } = files;
    const directory = postconfThatPrints(text, '');
    const context = settingsDesk({ files: { 'main.cf': text }, commandDirectory: directory });
    await compareWithRunning(context, main);
    expect(context.seen).toEqual([
      'information: /etc/postfix has the same settings as the active configuration in /etc/postfix.',
    ]);
  });
});

describe('the services in a comparison', () => {
  test('have each option on a line', () => {
    const line = 'a inet n - y - - smtpd -v -o x=1 -o { y = -o 2 } -o z=3';
    expect(foldServices(`${line}\nb unix - - n - - smtp\n`)).toBe(
      'a inet n - y - - smtpd -v\n    -o x=1\n    -o { y = -o 2 }\n    -o z=3\nb unix - - n - - smtp\n',
    );
  });

  test('the directory is not a setting', () => {
    expect(withoutDirectory('a = 1\nconfig_directory = /x\nb = 2\n')).toBe('a = 1\nb = 2\n');
  });
});

describe('a parameter', () => {
  test('is shown with its value and its origin', async () => {
    const context = settingsDesk({ files, answers: ['smtpd_tls_security_level'] });
    await lookUpParameter(context, main);
    expect(context.seen).toEqual([
      'Type a part of the name, the value, or the description',
      'chosen: smtpd_tls_security_level, may · main.cf:2 · overridden for submission/inet',
      'page: smtpd_tls_security_level: **smtpd_tls_security_level** — keyword',
    ]);
  });

  test('at the cursor is selected first', async () => {
    const context = settingsDesk({ files, cursorWords: ['may', 'smtpd_tls_security_level', 'myhostname'] });
    await changeParameter(context, main);
    expect(context.seen).toEqual([
      'Which parameter do you want to change?',
      'selected first: smtpd_tls_security_level',
    ]);
  });

  test('has actions', async () => {
    const go = settingsDesk({ files, answers: ['myhostname'], action: 'go' });
    await lookUpParameter(go, main);
    expect(go.seen.at(-1)).toBe('shown: file:///etc/postfix/main.cf:1');
    const copy = settingsDesk({ files, answers: ['myhostname'], action: 'copy' });
    await lookUpParameter(copy, main);
    expect(copy.seen).toContain('copied: myhostname = mail.example.com');
  });

  test('is changed to one of its choices', async () => {
    const context = settingsDesk({ files, answers: ['smtpd_tls_security_level', 'encrypt'] });
    await changeParameter(context, main);
    expect(context.texts.get(main.uri)).toBe(
      'myhostname = mail.example.com\nsmtpd_tls_security_level = encrypt\n',
    );
    expect(context.seen.slice(-2)).toEqual([
      'told: Changed smtpd_tls_security_level. Save main.cf, and then reload Postfix',
      'information: master.cf overrides smtpd_tls_security_level for submission/inet, so the new value has no effect there.',
    ]);
  });

  test('is changed to a text, which the linter checks', async () => {
    const context = settingsDesk({ files, answers: ['mynetworks', '192.0.2.1/24'] });
    await changeParameter(context, main);
    expect(context.seen.at(-1)).toContain('192.0.2.1/24');
    expect(context.texts.get(main.uri)).toBe(files['main.cf']);
    const right = settingsDesk({ files, answers: ['192.0.2.0/24'] });
    await changeParameter(right, main, 'mynetworks');
    expect(right.texts.get(main.uri)).toBe(`${files['main.cf']}mynetworks = 192.0.2.0/24\n`);
  });

  test('that does not exist is not changed', async () => {
    const context = settingsDesk({ files });
    await changeParameter(context, main, 'no_such_parameter');
    expect(context.seen).toEqual([
      'information: Postfix has no parameter with the name no_such_parameter, and main.cf does not set it.',
    ]);
  });

  test('stays as it is if the editor refuses the edit', async () => {
    const context = settingsDesk({ files, answers: ['yes'], refuses: true });
    await changeParameter(context, main, 'soft_bounce');
    expect(context.seen.at(-1)).toBe('error: The editor did not apply the change. main.cf is unchanged.');
  });
});

/** A directory with a postconf that prints these texts for -n and -M, and otherwise where its configuration is. */
function postconfThatPrints(parameters: string, services: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'postconf-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'n'), parameters);
  writeFileSync(join(directory, 'M'), services);
  const script = `#!/bin/sh\ncase "$3" in -n) cat ${directory}/n;; -M) cat ${directory}/M;; *) echo 'config_directory = /etc/postfix';; esac\n`;
  writeFileSync(join(directory, 'postconf'), script, { mode: 0o755 });
  return directory;
}
