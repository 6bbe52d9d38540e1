// The example configuration: postfix-lint, run as a program, finds exactly the mistakes that the README of the example
// lists. The real Postfix agrees, before and after they are fixed.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  attempt,
  describePostfix,
  describeRunningPostfix,
  postalias,
  postconf,
  postmap,
  withInstanceDirectory,
  withPostfix,
} from '../postfix/harness';
import { applyFix, type FileTexts, findingsIn } from '../support/markers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const example = join(root, 'examples/mail.example.com');
const directory = join(example, 'etc/postfix');

const files = { 'main.cf': read('main.cf'), 'master.cf': read('master.cf') };
const tables = ['access', 'relay_recipients', 'transport', 'virtual'] as const;
const otherFiles = ['client_access.cidr', 'header_checks'] as const;

interface Mistake {
  readonly file: string;
  readonly line: number;
  readonly severity: string;
  readonly code: string;
}

/** The mistakes in the table of the README. */
const mistakes: readonly Mistake[] = [
  ...readFileSync(join(example, 'README.md'), 'utf8').matchAll(
    /^\| (\S+) \| (\d+) \| .* \| (\w+) \| \[`(\S+)`\]\(\.\.\/\.\.\/docs\/rules\/\4\.md\) \|$/gm,
  ),
].map(([, file = '', line, severity = '', code = '']) => ({ file, line: Number(line), severity, code }));

describe('postfix-lint as a program', () => {
  test('finds the mistakes that the README lists, except hints', () => {
    const { status, stdout, stderr } = postfixLint('--format', 'json', relative(root, directory));
    expect(stderr).toBe('');
    const { version, findings } = JSON.parse(stdout) as { version: number; findings: Printed[] };
    expect(version).toBe(1);
    expect(findings.map(({ file, line, severity, code }) => ({ file, line, severity, code }))).toEqual(
      mistakes
        .filter(({ severity }) => severity !== 'hint')
        .map((mistake) => ({ ...mistake, file: `examples/mail.example.com/etc/postfix/${mistake.file}` })),
    );
    expect(status).toBe(1);
  });

  test('reports the position of each mistake, counted from 1', () => {
    const { stdout } = postfixLint('--format', 'json', directory);
    const { findings } = JSON.parse(stdout) as { findings: Printed[] };
    const words = findings.map(({ file, line, column, endLine, endColumn }) => {
      const lines = readFileSync(join(root, file), 'utf8')
        .split('\n')
        .slice(line - 1, endLine);
      return [lines[0]?.slice(column - 1), lines.at(-1)?.slice(0, endColumn - 1)];
    });
    expect(words).toEqual([
      ['myorigin = $mydomain', 'myorigin = $mydomain'],
      ['mynetworks = 127.0.0.0/8', 'mynetworks = 127.0.0.0/8'],
      ['true', 'smtpd_helo_required = true'],
      ['reject_unknown_recipent_domain', '    reject_unknown_recipent_domain'],
      ['smtpd_client_message_rate_limt = 200', 'smtpd_client_message_rate_limt'],
      ['smtpd_use_tls = yes', 'smtpd_use_tls'],
      [
        'reject_rbl_client,reject_unauth_destination',
        '  -o smtpd_relay_restrictions=permit_mynetworks,reject_rbl_client,reject_unauth_destination',
      ],
      [
        'reject_rbl_client,reject_unauth_destination',
        '  -o smtpd_relay_restrictions=permit_mynetworks,reject_rbl_client,reject_unauth_destination',
      ],
    ]);
  });

  test('finds no mistake in the configuration that Debian installs', (context) => {
    const share = '/usr/share/postfix';
    const stock = { 'main.cf.debian': 'main.cf', 'master.cf.dist': 'master.cf' };
    if (!Object.keys(stock).every((name) => existsSync(join(share, name)))) {
      return context.skip(
        `${share} does not contain ${Object.keys(stock).join(' and ')}. This is not Debian with Postfix.`,
      );
    }
    const folder = mkdtempSync(join(tmpdir(), 'postfix-lint-'));
    try {
      for (const [from, to] of Object.entries(stock)) cpSync(join(share, from), join(folder, to));
      const { status, stdout, stderr } = postfixLint('--format', 'json', '--postfix-version', '3.7', folder);
      const { findings } = JSON.parse(stdout) as { findings: readonly { code: string; severity: string }[] };
      // Debian's installer enables TLS; the file that it starts from does not.
      expect(findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
        'outgoing-without-tls information',
        'incoming-without-tls information',
      ]);
      expect(stderr).toBe('');
      expect(status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('the editor shows all of them, and a hint on each line that overrides another', async () => {
  const found = (await findingsIn(files)).map(({ file, line, severity, code }) => ({
    file,
    line,
    severity,
    code,
  }));
  const overriding = { file: 'main.cf', severity: 'hint', code: 'overridden-parameter' };
  expect(found).toEqual(
    [...mistakes, { ...overriding, line: 111 }, { ...overriding, line: 112 }].sort(byPlace),
  );
});

test('after all fixes, there is no finding', async () => {
  expect(await findingsIn(await fixed())).toEqual([]);
});

describePostfix('the real Postfix', () => {
  test('prints exactly the warnings that postconf can give', async () => {
    await withInstanceDirectory(inPlace(files), async (dir) => {
      const { stderr } = await postconf(dir, ['-n']);
      const said = stderr
        .split('\n')
        .flatMap((line) => line.split('warning: ')[1]?.replace(`${dir}/`, '') ?? []);
      expect(said).toEqual([
        'main.cf, line 111: overriding earlier entry: myorigin=$mydomain',
        expect.stringMatching(/^main\.cf, line 112: overriding earlier entry: mynetworks=127\.0\.0\.0\/8 /),
        'main.cf: unused parameter: smtpd_client_message_rate_limt=200',
      ]);
    });
  });

  test('prints no warning for the fixed files and their tables', async () => {
    await withInstanceDirectory({ ...inPlace(await fixed()), ...tableTexts() }, async (dir) => {
      expect(await postconf(dir, ['-n'])).toMatchObject({ code: 0, stderr: '' });
      for (const name of tables) {
        expect(await postmap(dir, [`hash:${dir}/${name}`])).toEqual({ code: 0, stdout: '', stderr: '' });
      }
      expect(await postalias(dir, [`hash:${dir}/aliases`])).toEqual({ code: 0, stdout: '', stderr: '' });
    });
  });

  test.each([
    ['hash:access', 'newsletter@example.net', 'REJECT We have asked you to take us off your list'],
    ['hash:access', 'billing@offers.example.net', 'DUNNO'],
    ['hash:relay_recipients', 'support@tickets.example.com', 'x'],
    ['hash:transport', 'tickets.example.com', 'smtp:[192.0.2.25]'],
    ['hash:virtual', 'shop@example.org', 'sales@example.com'],
    ['cidr:client_access.cidr', '203.0.113.77', 'DUNNO'],
    ['cidr:client_access.cidr', '203.0.113.78', 'REJECT Too many failed logins from your network'],
    ['regexp:header_checks', 'Subject: Your parcel 4711 could not be delivered', 'REJECT'],
    [
      'regexp:header_checks',
      'Content-Disposition: attachment; filename="plan.pdf.exe"',
      'REJECT Attachments of type .exe are not accepted',
    ],
    ['regexp:header_checks', 'Received: from pc7 (pc7.example.com [192.0.2.7])', 'IGNORE'],
  ])('%s: %s', async (table, key, value) => {
    const [type = '', name = ''] = table.split(':');
    await withInstanceDirectory({ ...inPlace(await fixed()), ...tableTexts() }, async (dir) => {
      if (type === 'hash') await postmap(dir, [`hash:${dir}/${name}`]);
      expect(await postmap(dir, ['-q', key, `${type}:${dir}/${name}`])).toMatchObject({
        stdout: `${value}\n`,
      });
    });
  });
});

describeRunningPostfix('the open relay on port 2525', () => {
  const mail = { client: '203.0.113.9', from: 'someone@example.com', to: 'user@example.net' };
  const isRelay = async (texts: FileTexts) => {
    const spec = {
      mainCf: inPlace(texts)['main.cf'] ?? '',
      masterCf: texts['master.cf'] ?? '',
      tables: Object.fromEntries(
        Object.entries(tableTexts()).map(([name, text]) => [isPlain(name) ? name : `hash:${name}`, text]),
      ),
    };
    return withPostfix(spec, async (postfix) => {
      const reply = await attempt(postfix.port('2525'), mail, { signal: postfix.onceLogged() });
      return reply.code;
    });
  };

  test('exists as soon as smtpd starts', async () => {
    expect(await isRelay(await applyFix(files, 'bad-boolean'))).toBe(250);
  });

  test('is closed after the fix', async () => {
    expect(await isRelay(await fixed())).toBe(554);
  });
});

interface Printed extends Mistake {
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
}

function postfixLint(...words: readonly string[]) {
  if (!existsSync(join(root, 'server/dist/lint.cjs')))
    throw new Error('There is no build. Run npm run build.');
  const program = join(root, 'server/bin/postfix-lint.js');
  return spawnSync(process.execPath, [program, '--postfix-version', '3.11', ...words], {
    cwd: root,
    encoding: 'utf8',
  });
}

async function fixed(): Promise<FileTexts> {
  let texts: FileTexts = files;
  for (const { code, severity } of mistakes) {
    // The fix for the swallowed restriction also closes the relay.
    if (code === 'open-relay') continue;
    const title =
      severity === 'warning' && code === 'overridden-parameter' ? await keepTitle(texts) : undefined;
    texts = await applyFix(texts, code, title);
  }
  return texts;
}

/** Keeps the values of the administrator, not those of the installer. */
async function keepTitle(texts: FileTexts): Promise<string> {
  const found = (await findingsIn(texts)).find(({ code }) => code === 'overridden-parameter');
  const [, name, line] = /value of (\S+) is overridden by line (\d+)/.exec(found?.message ?? '') ?? [];
  return `Keep this ${name} and comment out the other on line ${line}`;
}

/** The same files, with the tables in the directory of main.cf, wherever that is. */
function inPlace(texts: FileTexts): FileTexts {
  const mainCf = (texts['main.cf'] ?? '')
    .replaceAll('/etc/postfix/', '$config_directory/')
    .replaceAll('/etc/aliases', '$config_directory/aliases');
  return { ...texts, 'main.cf': mainCf };
}

function tableTexts(): FileTexts {
  const texts = [...tables, ...otherFiles].map((name) => [name, read(name)] as const);
  return { ...Object.fromEntries(texts), aliases: readFileSync(join(directory, '../aliases'), 'utf8') };
}

function isPlain(name: string): boolean {
  return otherFiles.some((other) => other === name);
}

function read(name: string): string {
  return readFileSync(join(directory, name), 'utf8');
}

function byPlace(a: Mistake, b: Mistake): number {
  return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;
}
