// postfix-lint as a program: what it prints in each format, what it fixes, and its exit status.

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
// The schema of the standard as its publisher provides it: both the package and the standard are old.
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import Draft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { rules } from '../../server/src/lint/rules/index.ts';
import { directory, eachTestHasADirectory, run, write } from './program.ts';

eachTestHasADirectory();

const quiet = 'compatibility_level = 3.11\n';
const faulty = `${quiet}biff = perhaps\nmyorigin = a.example\nmyorigin = b.example\n`;

describe('text', () => {
  test('a finding, the line that it is about, and the other places', () => {
    write('main.cf', faulty);
    const { status, stdout } = run(['main.cf']);
    expect(status).toBe(1);
    expect(stdout).toBe(
      [
        'main.cf:2:8: error: biff must be "yes" or "no", not "perhaps". Programs that read it exit with: "bad boolean configuration: biff = perhaps". [bad-boolean]',
        '  2 | biff = perhaps',
        '    |        ^^^^^^^',
        'main.cf:3:1: warning: This value of myorigin is overridden by line 4. Postfix keeps the last value: "b.example". Remove one of the two lines. [overridden-parameter]',
        '  3 | myorigin = a.example',
        '    | ^^^^^^^^^^^^^^^^^^^^',
        '  main.cf:4:1: The value that Postfix uses: "b.example"',
        '1 error, 1 warning',
        '',
      ].join('\n'),
    );
  });

  test('a long line is shortened around the marked text', () => {
    write('main.cf', `${quiet}mydestination = ${'host.example, '.repeat(20)}$nosuch\n`);
    const { stdout } = run(['main.cf']);
    const [, line = '', carets = ''] = stdout.split('\n');
    expect(line.length).toBeLessThan(120);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('nosuch');
  });

  test('no colors unless a terminal shows them', () => {
    write('main.cf', faulty);
    expect(run(['main.cf']).stdout).not.toContain('\u001b');
  });

  test('no findings', () => {
    write('main.cf', quiet);
    expect(run(['main.cf'])).toEqual({ status: 0, stdout: 'no findings\n', stderr: '' });
  });
});

describe('--severity', () => {
  const repeated = `${quiet}myorigin = a.example\nmyorigin = a.example\nbiff = perhaps\n`;

  test('hint prints hints as well, and they do not affect the exit status', () => {
    write('main.cf', `${quiet}myorigin = a.example\nmyorigin = a.example\n`);
    expect(run(['main.cf']).stdout).toBe('no findings\n');
    const { status, stdout } = run(['--severity', 'hint', 'main.cf']);
    expect(status).toBe(0);
    expect(stdout).toContain('main.cf:2:1: hint: myorigin is set again to the same value on line 3.');
    expect(stdout).toMatch(/^1 hint$/m);
  });

  test.each(['json', 'sarif', 'github'])('hint applies to %s as well', (format) => {
    write('main.cf', repeated);
    expect(run(['--format', format, 'main.cf']).stdout).not.toContain('myorigin is set again');
    expect(run(['--severity', 'hint', '--format', format, 'main.cf']).stdout).toContain(
      'myorigin is set again',
    );
  });

  test('error leaves out all other findings, also for the exit status', () => {
    write('main.cf', `${quiet}myorigin = a.example\nmyorigin = b.example\n`);
    expect(run(['main.cf'])).toMatchObject({ status: 1, stdout: expect.stringContaining('1 warning') });
    expect(run(['--severity', 'error', 'main.cf'])).toEqual({
      status: 0,
      stdout: 'no findings\n',
      stderr: '',
    });
    write('main.cf', faulty);
    const { status, stdout } = run(['--severity', 'error', 'main.cf']);
    expect(status).toBe(1);
    expect(stdout).toContain('[bad-boolean]');
    expect(stdout).toMatch(/^1 error$/m);
  });

  test('any other word is an error', () => {
    expect(run(['--severity', 'style', '.'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--severity must be error, warning, information, or hint, not "style"'),
    });
  });
});

describe('many directories', () => {
  test('are linted in one go, each file by its own configuration', () => {
    write('a/main.cf', faulty);
    write('b/main.cf', quiet);
    write('c/main.cf', `${quiet}soft_bounce = on\n`);
    const { stdout } = run(['--format', 'json', 'a', 'b', 'c']);
    const { findings } = JSON.parse(stdout) as { findings: { file: string; code: string }[] };
    expect(findings.filter((f) => f.code === 'bad-boolean').map((f) => f.file)).toEqual([
      'a/main.cf',
      'c/main.cf',
    ]);
  });

  test('one without a configuration is a failure', () => {
    mkdirSync(join(directory, 'empty'));
    expect(run(['empty'])).toMatchObject({
      status: 2,
      stderr: 'postfix-lint: empty: contains neither main.cf nor master.cf\n',
    });
  });
});

describe('SARIF', () => {
  // Its pattern for a language has one bracket too many, which is an error in Unicode patterns.
  const isSarif = addFormats(new Draft04({ unicodeRegExp: false })).compile(sarifSchema);

  test('conforms to the schema of SARIF 2.1.0', () => {
    write('a b/main.cf', faulty);
    const log = JSON.parse(run(['--format', 'sarif', 'a b']).stdout);
    expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
    expect(isSarif({ ...log, runs: [{ ...log.runs[0], result: [] }] })).toBe(false);
  });

  test('contains the place and the rule of a finding', () => {
    write('a b/main.cf', faulty);
    const log = JSON.parse(run(['--format', 'sarif', 'a b']).stdout);
    const [first, second] = log.runs[0].results;
    expect(log.runs[0].tool.driver.rules[first.ruleIndex].id).toBe('bad-boolean');
    expect(first).toMatchObject({
      ruleId: 'bad-boolean',
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'a%20b/main.cf', uriBaseId: 'ROOT' },
            region: { startLine: 2, startColumn: 8, endLine: 2, endColumn: 15 },
          },
        },
      ],
    });
    expect(second.relatedLocations).toHaveLength(1);
  });

  test('is complete without findings', () => {
    write('main.cf', quiet);
    const log = JSON.parse(run(['--format', 'sarif', 'main.cf']).stdout);
    expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
    expect(log.runs[0].results).toEqual([]);
  });
});

test('annotations for GitHub', () => {
  write('main.cf', `${quiet}biff = 100%\n`);
  expect(run(['--format', 'github', 'main.cf']).stdout).toBe(
    '::error file=main.cf,line=2,endLine=2,col=8,endColumn=12,title=bad-boolean::' +
      'biff must be "yes" or "no", not "100%25". Programs that read it exit with: "bad boolean configuration: biff = 100%25".\n',
  );
});

test('--stdin-filename: the text of an editor instead of a file', () => {
  write('main.cf', faulty);
  write('master.cf', 'pickup unix n - n 60 1 pickup\n');
  const { stdout, status } = run(
    ['--stdin-filename', 'main.cf', '--format', 'json'],
    `${quiet}soft_bounce = on\n`,
  );
  expect(JSON.parse(stdout).findings).toMatchObject([{ file: 'main.cf', line: 2, code: 'bad-boolean' }]);
  expect(status).toBe(1);
});

describe('about the rules', () => {
  test('--list-rules names each with its severity', () => {
    const lines = run(['--list-rules']).stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/\s+/)[0])).toEqual(rules.map(({ code }) => code));
    expect(lines).toContainEqual(
      expect.stringMatching(/^bad-boolean +error +Boolean value is neither yes nor no$/),
    );
  });

  test('--explain prints a page', () => {
    expect(run(['--explain', 'bad-boolean'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^# Boolean value is neither yes nor no\n/),
    });
  });

  test('--explain has a page for every rule', () => {
    for (const { code } of rules) {
      const page = fileURLToPath(new URL(`../../server/dist/docs/rules/${code}.md`, import.meta.url));
      expect(existsSync(page), code).toBe(true);
    }
  });

  test('--explain with an unknown rule', () => {
    expect(run(['--explain', 'bad-bolean'])).toMatchObject({
      status: 2,
      stderr: 'postfix-lint: there is no rule bad-bolean; did you mean bad-boolean?\n',
    });
  });
});

test.each([
  [['--format', 'xml', 'main.cf'], '--format must be one of text, json, sarif, github, not "xml"'],
  [['show', '--fix', '.'], '--fix cannot be used with "show"'],
  [[], 'PATH is missing'],
])('%j is rejected', (words, problem) => {
  const { status, stderr } = run(words);
  expect(status).toBe(2);
  expect(stderr).toContain(`postfix-lint: ${problem}\n`);
});
