// postfix-lint flow: the formats, and its exit status.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import { expect, test } from 'vitest';
import { eachTestHasADirectory, run, write } from './program.ts';

eachTestHasADirectory();

const example = fileURLToPath(new URL('../../examples/mail.example.com/etc/postfix', import.meta.url));
const schema = JSON.parse(
  readFileSync(new URL('../../schemas/flow.schema.json', import.meta.url), 'utf8'),
) as object;

test('by default, a self-contained SVG', () => {
  const { status, stdout, stderr } = run(['flow', example]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^<svg [^>]*aria-label="Mail flow of mail\.example\.com"/);
  expect(stdout).toContain('prefers-color-scheme: dark');
  expect(stdout.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\((?!#)/);
});

test('the picture in docs/mail-flow.md is the one of the example', () => {
  const { stdout } = run(['flow', example]);
  const picture = readFileSync(new URL('../../docs/images/mail-flow.svg', import.meta.url), 'utf8');
  expect(picture === stdout, 'run: postfix-lint flow --postfix-version 3.11 (see docs/mail-flow.md)').toBe(
    true,
  );
});

test('a Mermaid flowchart', () => {
  const { status, stdout } = run(['flow', '--format', 'mermaid', example]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^flowchart TB\n/);
  expect(stdout).toContain('-->|"mydestination"|');
});

test('JSON as the schema says, with places', () => {
  write('main.cf', 'mydestination = example.com\nrelayhost = [192.0.2.1]\n');
  const { status, stdout } = run(['flow', '--format', 'json', '.']);
  expect(status).toBe(0);
  const printed = JSON.parse(stdout) as { edges: { to: string; at: unknown[] }[] };
  expect(new Ajv().validate(schema, printed)).toBe(true);
  const hop = printed.edges.find(({ to }) => to === 'hop:[192.0.2.1]');
  expect(hop?.at).toEqual([{ file: 'main.cf', line: 2, column: 1 }]);
});

test('the JSON of the example is as the schema says', () => {
  const { stdout } = run(['flow', '--format', 'json', example]);
  expect(new Ajv().validate(schema, JSON.parse(stdout))).toBe(true);
});

test.each([
  [['flow'], 'PATH is missing'],
  [['flow', '--format', 'text', example], '--format must be one of svg, mermaid, json, not "text"'],
  [['flow', '--fix', example], '--fix cannot be used with "flow"'],
  [['flow', '-n', example], '-n cannot be used with "flow"'],
  [['flow', example, example], '"flow" takes one PATH'],
  [['flow', 'absent'], 'absent: no such file or directory'],
])('%j cannot run', (words, problem) => {
  const { status, stdout, stderr } = run(words);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(problem);
});

test('a file that belongs to no configuration', () => {
  write('table', 'a b\n');
  const { status, stderr } = run(['flow', 'table']);
  expect(status).toBe(2);
  expect(stderr).toContain('does not belong to a directory with main.cf or master.cf');
});
