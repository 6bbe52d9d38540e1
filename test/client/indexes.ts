// Indexes of tables, and a postmap that damages them.
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes the index older than its source. */
export async function age(index: string): Promise<void> {
  await utimes(index, 1, 1);
}

/** A postmap that overwrites the index and then fails. */
export async function failing(directory: string, end: string): Promise<string> {
  const programs = join(directory, 'programs');
  await mkdir(programs);
  const script = `#!/bin/sh\nfor last; do :; done\necho broken > "\${last#*:}.db"\n${end}\n`;
  await writeFile(join(programs, 'postmap'), script, { mode: 0o755 });
  return programs;
}
