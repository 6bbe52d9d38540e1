// Looks up many keys in a table with one process: `postmap -q -`.
import { execa } from 'execa';
import { decodeBytes } from '../../../server/src/syntax/bytes.ts';
import { environment, findProgram } from './programs';

/** The results by key. Keys without an entry are absent. No key may contain a tab or a line break. */
export async function query(
  directory: string,
  table: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const program = findProgram('postmap');
  if (program === undefined) throw new Error('there is no postmap');
  const { stdout } = await execa(program, ['-c', directory, '-q', '-', table], {
    env: environment,
    input: `${keys.join('\n')}\n`,
    reject: false,
    encoding: 'buffer',
  });
  const lines = decodeBytes(stdout)
    .split('\n')
    .filter((line) => line.includes('\t'));
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)]),
  );
}
