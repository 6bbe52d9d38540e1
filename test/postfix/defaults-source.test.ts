// Compares the catalog with the source that the installed Postfix was built from.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { debianSource } from '../catalog/debian-source.ts';
import { describePostfix, findPostfix } from './harness.ts';

const check = fileURLToPath(new URL('../../scripts/catalog/check.mjs', import.meta.url));

describePostfix('npm run catalog:check', () => {
  test('finds no difference from the source of the installed Postfix', (context) => {
    const version = findPostfix()?.version ?? '';
    const source = sourceOrReason(version);
    if (source.reason !== undefined) {
      process.stderr.write(
        `\nSKIPPED: the catalog against the source of Postfix ${version}\n         ${source.reason}\n`,
      );
      context.skip(source.reason);
    }
    const output = execFileSync(process.execPath, [check, source.folder], { encoding: 'utf8' });
    expect(output).toBe(`Postfix ${version}: 0 differences\n`);
  });
});

/** The unpacked source, or the reason why it is missing. */
function sourceOrReason(version: string): { folder: string; reason?: string } {
  try {
    return { folder: debianSource(version) };
  } catch (error) {
    return { folder: '', reason: error instanceof Error ? error.message : String(error) };
  }
}
