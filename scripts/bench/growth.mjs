// Whether the time per character grows with the size of the text. Measures each kind of text at one, ten, and a hundred
// times its size.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { keystrokes } from './edits.mjs';
import { own } from './programs.mjs';
import { figuresOf } from './rows.mjs';
import { Server } from './server.mjs';
import { continuationLines, longLine, mainCf, nestedBraces, table } from './texts.mjs';

/**
 * How much longer a character may take in a larger text. The limit is coarse, because measurements vary on a busy host.
 */
const RATIO = 3;

/** How many lines, words, or levels a text has at its basic size. */
const SIZE = 1000;

const shapes = [
  { name: 'main.cf', languageId: 'postfix-main', text: mainCf },
  { name: 'table', languageId: 'postfix-table', text: table },
  { name: 'nested braces', languageId: 'postfix-main', text: nestedBraces },
  { name: 'one long line', languageId: 'postfix-main', text: longLine },
  { name: 'continuation lines', languageId: 'postfix-main', text: continuationLines },
];

/** @param {import('./bench.mjs').Bench} bench */
export async function measureGrowth({ sizes, folder, report, add }) {
  const { server } = await Server.start(own, folder);
  writeFileSync(join(folder, 'main.cf'), '');
  for (const { name, languageId, text } of shapes) {
    report(`Growing: ${name}, ${sizes.growth.map((times) => `${times}x`).join(', ')} …`);
    let smaller;
    for (const times of sizes.growth) {
      const grown = text(SIZE * times);
      const count = Math.max(2, Math.ceil(sizes.growthRounds / times));
      const figures = { median: await perCharacter(server, folder, languageId, grown, count) };
      const megabytes = `${(grown.length / 1e6).toPrecision(2)} MB`;
      const row = { what: `growth, ${name}, ${megabytes}`, unit: 'ns/char', count, figures };
      if (smaller) add({ ...row, peer: smaller, budget: { ratio: RATIO } });
      smaller = { name: megabytes, ...figures };
    }
  }
  await server.stop();
}

/**
 * The median time to open a text and type a character, including the diagnostics after each step.
 * @param {Server} server
 * @param {string} folder
 * @param {string} languageId
 * @param {string} text
 * @param {number} rounds
 * @returns {Promise<number>} nanoseconds per character
 */
async function perCharacter(server, folder, languageId, text, rounds) {
  const times = [];
  const uri = pathToFileURL(join(folder, languageId === 'postfix-main' ? 'main.cf' : 'virtual')).href;
  for (const edit of keystrokes(text, rounds)) {
    const opened = await server.open(uri, languageId, text);
    const typed = await server.edit(uri, edit);
    await server.close(uri);
    times.push(opened.milliseconds + typed.milliseconds);
  }
  return (figuresOf(times).median * 1e6) / text.length;
}
