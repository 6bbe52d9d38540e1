// Whether the time for a character grows with the text: each shape of text at one, ten and a hundred times its size.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { keystrokes } from './edits.mjs';
import { own } from './programs.mjs';
import { figuresOf } from './rows.mjs';
import { Server } from './server.mjs';
import { continuationLines, longLine, mainCf, nestedBraces, table } from './texts.mjs';

/** How much longer a character may take in a larger text. Coarse: the machine is noisy. */
const RATIO = 3;

/** A text of this shape at this many times its size. */
const shapes = [
  { name: 'main.cf', languageId: 'postfix-main', text: mainCf, size: 1000 },
  { name: 'table', languageId: 'postfix-table', text: table, size: 1000 },
  { name: 'nested braces', languageId: 'postfix-main', text: nestedBraces, size: 1000 },
  { name: 'one long line', languageId: 'postfix-main', text: longLine, size: 1000 },
  { name: 'continuation lines', languageId: 'postfix-main', text: continuationLines, size: 1000 },
];

/** @param {import('./bench.mjs').Bench} bench */
export async function measureGrowth({ sizes, folder, report, add }) {
  const [smallest = 1, ...larger] = sizes.growth;
  for (const { name, languageId, text, size } of shapes) {
    report(`Growing: ${name}, ${sizes.growth.map((times) => `${times}x`).join(', ')} …`);
    const { server } = await Server.start(own, folder);
    writeFileSync(join(folder, 'main.cf'), '');
    const base = await perCharacter(server, folder, languageId, text(size * smallest), sizes.growthRounds);
    for (const times of larger) {
      const grown = text(size * times);
      const rounds = Math.max(2, Math.ceil(sizes.growthRounds / times));
      const figure = await perCharacter(server, folder, languageId, grown, rounds);
      add({
        what: `growth, ${name}, ${(grown.length / 1e6).toPrecision(2)} MB`,
        unit: 'ns/char',
        count: rounds,
        figures: { median: figure },
        peer: { name: `${times / smallest} times less`, median: base },
        budget: { ratio: RATIO },
      });
    }
    await server.stop();
  }
}

/**
 * The median time to open a text, to type a character and to get the diagnostics both times.
 * @param {Server} server
 * @param {string} folder
 * @param {string} languageId
 * @param {string} text
 * @param {number} rounds
 * @returns {Promise<number>} nanoseconds for each character
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
