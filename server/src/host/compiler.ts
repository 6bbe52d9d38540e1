// When V8 compiles a function, and how often it collects what is new. V8 11, that of Node 20, spends more time on that
// in the first minute than we on all else; later ones go about it otherwise, and refuse the first flag.

import { setFlagsFromString } from 'node:v8';

/** For one run over many files: V8 looks at a function for longer before it compiles it for good. */
export function compileForOneRun(): void {
  set('--interrupt-budget=500000');
}

/** For somebody who types: a little of many things at each keystroke, and the first ones count. */
export function compileForTyping(): void {
  // Simple code for each function at its first call, the best one when there is more to go by.
  set('--always-sparkplug', '--interrupt-budget=250000');
  // Room for what a keystroke makes is there at once, not after many collections.
  set('--semi-space-growth-factor=16');
}

function set(...flags: readonly string[]): void {
  if (process.versions.v8.startsWith('11.')) for (const flag of flags) setFlagsFromString(flag);
}
