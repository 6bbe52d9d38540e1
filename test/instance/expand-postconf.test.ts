// Compares expansion with the real Postfix: `postconf -x` prints exactly our text, and exits with an error where we
// report a problem.
import { execFile } from 'node:child_process';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { expand } from '../../server/src/instance/expand.ts';
import { describePostfix, findPostfix, postconf, withInstanceDirectory } from '../postfix/harness';
import { handPicked, parameters, value } from './expressions';

const seed = Number(process.env.SEED ?? 20_170_228);
const generated = Number(process.env.RUNS ?? 600);

const trimmed = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, '');
const values = [...new Set([...handPicked, ...fc.sample(value, { numRuns: generated, seed })].map(trimmed))];

describePostfix('the expansion of a value', () => {
  const ours = values.map((text) => expand(text, (name) => parameters[name], { functions: hasFunctions() }));
  const sound = values.flatMap((text, i) =>
    ours[i]?.problems.length === 0 ? [{ text, ours: ours[i] }] : [],
  );
  const broken = values.flatMap((text, i) =>
    ours[i]?.problems.length === 0 ? [] : [{ text, ours: ours[i] }],
  );

  beforeAll(() => {
    console.log(`seed ${seed}: ${sound.length} values that expand, ${broken.length} that do not`);
  });

  test('is what postconf -x prints (which joins spaces into one)', async () => {
    const shown = await shownByPostconf(sound.map((s) => s.text));
    expect(shown).toEqual(sound.map(({ text, ours }) => ({ text, shown: squeezed(ours.text) })));
  });

  test('is what postconf -M -x prints, space for space', async () => {
    const fit = sound.filter(({ text }) => isBalanced(text) && !/^[{]|\t/.test(text));
    expect(fit.length).toBeGreaterThan(200);
    const shown = await shownAsOverrides(fit.map((f) => f.text));
    expect(shown).toEqual(fit.map(({ text, ours }) => ({ text, shown: `x=${ours.text}` })));
  });

  test('fails where postconf exits with an error', async () => {
    expect(broken.length).toBeGreaterThan(100);
    const dead = await die(broken.map(({ text }) => text));
    expect(
      broken.filter((_, i) => !dead[i]).map(({ text, ours }) => ({ text, problems: ours?.problems })),
    ).toEqual([]);
  });
});

function hasFunctions(): boolean {
  const [major = 0, minor = 0] = (findPostfix()?.version ?? '').split('.').map(Number);
  return major * 100 + minor >= 311;
}

/**
 * A main.cf with the values under the names v0, v1, …. Declaring the names as restriction classes makes them known; a
 * use as $v0 in a built-in parameter would make postconf expand all of them in every query.
 */
function mainCf(texts: readonly string[]): string {
  const own = Object.entries(parameters).map(([name, text]) => `${name} = ${text}\n`);
  const lines = texts.map((text, i) => `v${i} = ${text}\n`);
  return [...own, ...lines, `smtpd_restriction_classes = ${texts.map((_, i) => `v${i}`).join(' ')}\n`].join(
    '',
  );
}

async function shownByPostconf(texts: readonly string[]): Promise<{ text: string; shown: string }[]> {
  return withInstanceDirectory({ 'main.cf': mainCf(texts), 'master.cf': '' }, async (dir) => {
    const names = texts.map((_, i) => `v${i}`);
    const all = await postconf(dir, ['-x', '-h', ...names]);
    const lines = all.stdout.split('\n');
    if (all.code === 0) return texts.map((text, i) => ({ text, shown: lines[i] ?? '' }));
    // One of them makes postconf exit: query each separately.
    const dead = await die(texts);
    const living = names.filter((_, i) => !dead[i]);
    const rest = (await postconf(dir, ['-x', '-h', ...living])).stdout.split('\n');
    return texts.map((text, i) => ({ text, shown: dead[i] ? '(postconf dies)' : (rest.shift() ?? '') }));
  });
}

/** As `-o { x = value }` of a service: there, postconf prints spaces unchanged. */
async function shownAsOverrides(texts: readonly string[]): Promise<{ text: string; shown: string }[]> {
  const services = texts.map((text, i) => `s${i} unix - - n - - smtp -o { x = ${text} }\n`);
  return withInstanceDirectory({ 'main.cf': mainCf([]), 'master.cf': services.join('') }, async (dir) => {
    const { stdout, stderr, code } = await postconf(dir, ['-M', '-x']);
    expect(code, stderr).toBe(0);
    return stdout
      .trimEnd()
      .split('\n')
      .map((line, i) => ({
        text: texts[i] ?? '',
        shown: /-o (?:\{(.*)\}|(.*))$/.exec(line)?.slice(1).join('') ?? line,
      }));
  });
}

/** Whether postconf ends with an error. It first sleeps for a second (msg.c), so many run at the same time. */
async function die(texts: readonly string[]): Promise<boolean[]> {
  return withInstanceDirectory({ 'main.cf': mainCf(texts), 'master.cf': '' }, async (dir) => {
    const file = findPostfix()?.programs.postconf ?? '';
    const dead: boolean[] = [];
    const queue = [...texts.keys()];
    const work = async (): Promise<void> => {
      for (let i = queue.shift(); i !== undefined; i = queue.shift()) {
        const args = ['-c', dir, '-x', '-h', `v${i}`];
        dead[i] = await new Promise((done) => {
          execFile(file, args, (error) => done(error?.code === 1));
        });
      }
    };
    await Promise.all(Array.from({ length: 24 }, work));
    return dead;
  });
}

/** pcf_print_line(). */
function squeezed(text: string): string {
  return text
    .split(/[ \t\r\n]+/)
    .filter((word) => word !== '')
    .join(' ');
}

function isBalanced(text: string): boolean {
  let level = 0;
  for (const c of text) {
    if (c === '{') level++;
    else if (c === '}' && --level < 0) return false;
  }
  return level === 0;
}
