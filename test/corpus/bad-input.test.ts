// Unrealistic input for every feature of the service: it answers, it does not throw, and ten times the input takes
// about ten times as long, not a hundred times.
import { expect, test } from 'vitest';
import { cpuTime } from '../support/cpu-time.ts';
import { inMemory, languageOf, uriOf } from './host';
import { checkTrees } from './invariants';

/** Each is first created in a tenth of its largest size. */
const inputs: readonly {
  readonly name: string;
  readonly file?: string;
  readonly largest: number;
  readonly text: (n: number) => string;
}[] = [
  { name: 'opening braces', largest: 100_000, text: (n) => `virtual_alias_maps = ${'{'.repeat(n)}\n` },
  {
    name: 'braces that open and close',
    largest: 100_000,
    text: (n) => `virtual_alias_maps = ${'{'.repeat(n)}a:b${'}'.repeat(n)}\n`,
  },
  {
    name: 'nested references',
    largest: 100_000,
    text: (n) => `mydestination = ${'${a?'.repeat(n)}${'}'.repeat(n)}\n`,
  },
  {
    name: 'nested references in braces',
    largest: 100_000,
    text: (n) => `mydestination = ${'${a?{'.repeat(n)}${'}}'.repeat(n)}\n`,
  },
  {
    name: 'nested comparisons',
    largest: 100_000,
    text: (n) => `mydestination = ${'${{'.repeat(n)}${'} == {a}}'.repeat(n)}\n`,
  },
  {
    name: 'references that are not closed',
    largest: 100_000,
    text: (n) => `mydestination = ${'${a '.repeat(n)}\n`,
  },
  {
    name: 'nested parentheses',
    largest: 100_000,
    text: (n) => `mydestination = ${'$(a?'.repeat(n)}${')'.repeat(n)}\n`,
  },
  {
    name: 'nested tables',
    largest: 50_000,
    text: (n) => `virtual_alias_maps = ${'unionmap:{'.repeat(n)}hash:/a${'}'.repeat(n)}\n`,
  },
  {
    name: 'proxied tables',
    largest: 100_000,
    text: (n) => `virtual_alias_maps = ${'proxy:'.repeat(n)}hash:/a\n`,
  },
  { name: 'dollars', largest: 1_000_000, text: (n) => `mydestination = ${'$'.repeat(n)}\n` },
  { name: 'references', largest: 1000, text: (n) => `mydestination = ${'$a '.repeat(n)}\n` },
  { name: 'words', largest: 50_000, text: (n) => `mydestination = ${'word '.repeat(n)}\n` },
  {
    name: 'restrictions',
    largest: 50_000,
    text: (n) => `smtpd_recipient_restrictions = ${'permit_mynetworks, '.repeat(n)}\n`,
  },
  {
    name: 'unknown restrictions',
    largest: 10_000,
    text: (n) => `smtpd_recipient_restrictions = ${'permit_mynetwork, '.repeat(n)}\n`,
  },
  { name: 'exclamation marks', largest: 1_000_000, text: (n) => `mynetworks = ${'!'.repeat(n)}\n` },
  { name: 'a line of 5 MB', largest: 5_000_000, text: (n) => `smtpd_banner = ${'x'.repeat(n)}\n` },
  { name: 'a name of 5 MB', largest: 5_000_000, text: (n) => `${'x'.repeat(n)}\n` },
  { name: 'continuation lines', largest: 200_000, text: (n) => `mynetworks =\n${' a\n'.repeat(n)}` },
  {
    name: 'comments inside a value',
    largest: 100_000,
    text: (n) => `mynetworks =\n${'# a\n b\n'.repeat(n)}`,
  },
  { name: 'blank lines', largest: 1_000_000, text: (n) => `a = b\n${'\n'.repeat(n)} c\n` },
  {
    name: 'entries',
    largest: 30_000,
    text: (n) => Array.from({ length: n }, (_, i) => `name_${i} = $name_${i + 1}\n`).join(''),
  },
  {
    name: 'entries of one name',
    largest: 20_000,
    text: (n) => Array.from({ length: n }, (_, i) => `myhostname = host${i}\n`).join(''),
  },
  { name: 'broken lines', largest: 50_000, text: (n) => 'broken\n'.repeat(n) },
  { name: 'NUL bytes', largest: 1_000_000, text: (n) => `a = ${'\0'.repeat(n)}\n` },
  { name: 'lone CRs', largest: 1_000_000, text: (n) => `a = ${'\r'.repeat(n)}` },
  {
    name: 'halves of surrogate pairs',
    largest: 1_000_000,
    text: (n) => `a = ${'\udc00\ud800'.repeat(n / 2)}\n`,
  },
  {
    name: 'merge markers',
    largest: 25_000,
    text: (n) => '<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> b\n'.repeat(n / 5),
  },
  {
    name: 'services',
    file: 'master.cf',
    largest: 1000,
    text: (n) => Array.from({ length: n }, (_, i) => `s${i} unix - - n - - smtp -o a=$b\n`).join(''),
  },
  {
    name: 'services of one name',
    file: 'master.cf',
    largest: 500,
    text: (n) => 'smtp inet n - n - - smtpd\n -o mynetworks=$a\n'.repeat(n),
  },
  {
    name: 'options',
    file: 'master.cf',
    largest: 100_000,
    text: (n) => `smtp inet n - n - - smtpd ${'-v '.repeat(n)}\n`,
  },
  {
    name: 'overrides',
    file: 'master.cf',
    largest: 20_000,
    text: (n) => `smtp inet n - n - - smtpd\n${' -o a=b\n'.repeat(n)}`,
  },
  {
    name: 'overrides of many names',
    file: 'master.cf',
    largest: 10_000,
    text: (n) =>
      `smtp inet n - n - - smtpd\n${Array.from({ length: n }, (_, i) => ` -o a${i}=b\n`).join('')}`,
  },
  {
    name: 'arguments with open braces',
    file: 'master.cf',
    largest: 100_000,
    text: (n) => `smtp inet n - n - - smtpd -o ${'{ '.repeat(n)}\n`,
  },
];

test.each(inputs)('$name', async ({ text, file = 'main.cf', largest }) => {
  const small = await cpuTime(() => work(file, text(largest / 10)));
  const large = await cpuTime(() => work(file, text(largest)));
  console.log(`${Math.round(small)} ms, ${Math.round(large)} ms`);
  // Work that grows with the square would take a hundred times as long.
  expect(large).toBeLessThan(Math.max(small * 30, 3000));
});

/** Everything that an editor requests. */
async function work(name: string, text: string): Promise<void> {
  checkTrees(text);
  const { service, logged } = inMemory({});
  const uri = uriOf(name);
  service.open(uri, languageOf(name), text);
  await service.diagnostics(uri);
  const last = text.split(/\r\n|\r|\n/).length - 1;
  for (const position of [
    { line: 0, character: 20 },
    { line: Math.floor(last / 2), character: 3 },
    { line: last, character: 0 },
  ]) {
    await service.hover(uri, position);
    await service.completion(uri, position);
    await service.codeActions(uri, { start: position, end: position });
  }
  service.change(uri, [
    { range: { start: { line: 0, character: 3 }, end: { line: 0, character: 3 } }, text: 'x' },
  ]);
  await service.diagnostics(uri);
  expect(logged).toEqual([]);
}
