// Measures completion after each keystroke in a main.cf of 1,000 lines. The test prints the times but does not check
// them: the budget is 20 ms at the 99th percentile.

import { expect, test } from 'vitest';
import { inMemory, uriOf } from '../corpus/host';

const lines = Array.from({ length: 1000 }, (_, i) =>
  i % 4 === 3 ? `# line ${i}` : `name_${i} = value${i}, [192.0.2.${i % 256}]:25, $name_${i + 1}`,
);
lines[500] = 'smtpd_client_restrictions = permit_mynetworks, check_client_access hash:/etc/postfix/access,';

/** Typed on the next line, character by character. */
const typed = ['smtpd_banner = $myhostname', '  reject_rbl_client bl.example.net', 'biff = no'];

test('completion after each keystroke', async () => {
  const { service } = inMemory({}, { version: '3.11' });
  const uri = uriOf('main.cf');
  service.open(uri, 'postfix-main', lines.join('\n'));
  const times: number[] = [];
  let offered = 0;
  for (const text of [...typed, ...typed, ...typed]) {
    const end = { line: 501, character: 0 };
    service.change(uri, [{ range: { start: end, end }, text: '\n' }]);
    for (const [character, letter] of [...text].entries()) {
      const place = { line: 501, character };
      service.change(uri, [{ range: { start: place, end: place }, text: letter }]);
      const begin = performance.now();
      offered += (await service.completion(uri, { line: 501, character: character + 1 })).length;
      times.push(performance.now() - begin);
    }
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(1);
  console.log(`completion in 1,000 lines: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`);
  expect(offered).toBeGreaterThan(0);
});
