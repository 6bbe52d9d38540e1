// What Postfix logs when it starts: the `log` lines that the rule pages quote, with the first wrong example on the
// page.
import { expect, test } from 'vitest';
import { linePattern, specOf } from '../rules/example.ts';
import { type Example, readPage } from '../rules/page.ts';
import { describeRunningPostfix, withPostfix } from './harness';
import { rulesOn } from './rule-messages.ts';

describeRunningPostfix('When Postfix starts', () => {
  test.each(rulesOn('start'))('%s', async (code) => {
    const { logs } = readPage(code);
    expect(logs).not.toHaveLength(0);
    const example = firstExample(code);
    // Nothing is added to the example.
    const alone = example.hasMasterCf ? { masterCf: example.files['master.cf'] ?? '' } : {};
    const start = withPostfix({ ...specOf(example), ...alone, checked: true }, async (postfix) => {
      for (const line of logs) await postfix.waitForLog(linePattern(line));
    });
    // It exits if it cannot use master.cf, and the error contains the log.
    const failure = await start.then(
      () => undefined,
      (error) => String(error),
    );
    if (failure !== undefined) for (const line of logs) expect(failure).toMatch(linePattern(line));
  });

  test('it accepts no unit in the wakeup field', async () => {
    const masterCf =
      'smtp inet n - n - - smtpd\npickup unix n - n 1m 1 pickup\ncleanup unix n - n - 0 cleanup\n';
    const start = withPostfix({ mainCf: 'compatibility_level = 3.6\n', masterCf }, async () => {});
    await expect(start).rejects.toThrow('invalid wakeup field "1m"');
  });
});

function firstExample(code: string): Example {
  const [example] = readPage(code).wrong;
  if (example === undefined) throw new Error(`${code} has no example`);
  return example;
}
