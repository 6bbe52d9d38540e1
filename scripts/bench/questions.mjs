// Hover and completion at places all over a main.cf.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { longestMainCf } from './corpus.mjs';
import { own } from './programs.mjs';
import { tailOf } from './rows.mjs';
import { openSession } from './session.mjs';
import { mainCf } from './texts.mjs';

/** p99, in milliseconds. */
const LIMIT = 20;

/** A prime number that does not divide the length of the text, so that the places cover all of it. */
const STRIDE = 7919;

/** @param {import('./bench.mjs').Bench} bench */
export async function measureQuestions(bench) {
  const { sizes, folder, report, add } = bench;
  const path = join(folder, 'main.cf');
  const real = longestMainCf();
  const texts = [{ name: `main.cf of ${sizes.mainCfLines} lines`, text: mainCf(sizes.mainCfLines) }];
  if (real) texts.push({ name: 'real main.cf', text: readFileSync(real, 'utf8') });
  for (const { name, text } of texts) {
    report(`Asking ${sizes.questions} times for hover and completion in ${name} …`);
    writeFileSync(path, text);
    const document = { path, languageId: 'postfix-main', text };
    const { server } = await openSession(own, folder, document, 0);
    for (const feature of /** @type {const} */ (['hover', 'completion'])) {
      const times = [];
      const running = [];
      for (const position of places(text, sizes.questions)) {
        const { milliseconds, ran } = await server.ask(feature, pathToFileURL(path).href, position);
        times.push(milliseconds);
        if (ran !== undefined) running.push(ran);
      }
      const what = `${feature}, ${name}`;
      const row = { unit: 'ms', count: times.length, budget: { limit: LIMIT } };
      add({ ...row, what, figures: tailOf(times) });
      if (running.length > 0) add({ ...row, what: `${what}, running`, figures: tailOf(running) });
    }
    await server.stop();
  }
}

/**
 * @param {string} text
 * @param {number} count
 */
function* places(text, count) {
  const lines = text.split('\n');
  for (let i = 0; i < count; i++) {
    const line = (i * STRIDE) % lines.length;
    yield { line, character: (i * STRIDE) % ((lines[line]?.length ?? 0) + 1) };
  }
}
