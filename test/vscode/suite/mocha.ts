// Runs mocha, and collects its results.
import { findSourceMap } from 'node:module';
import type Mocha from 'mocha';
import { type Results, skipReason } from './results.ts';

export function runMocha(mocha: Mocha): Promise<Results> {
  let passed = 0;
  const skipped: { title: string; reason: string }[] = [];
  const failures: { title: string; message: string }[] = [];
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve({ passed, failed: failures.length, skipped, failures }));
    runner.on('pass', () => {
      passed++;
    });
    runner.on('pending', (test) => skipped.push({ title: test.fullTitle(), reason: skipReason(test) }));
    // Also called for a failed hook. Tests that do not run because of it are not counted.
    runner.on('fail', (test, error) => failures.push({ title: test.fullTitle(), message: messageOf(error) }));
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? inSource(error.stack ?? error.message) : String(error);
}

/** Shows locations in the source instead of the bundle. Node cannot do this, because VS Code formats stacks itself. */
function inSource(stack: string): string {
  return stack.replace(/([^\s(]+\.cjs):(\d+):(\d+)/g, (place, file, line, column) => {
    const origin = findSourceMap(file)?.findOrigin(Number(line), Number(column));
    return origin && 'fileName' in origin
      ? `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`
      : place;
  });
}
