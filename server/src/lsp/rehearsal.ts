// The first keystrokes of a person, typed beforehand where nobody sees them: V8 compiles what is run often, and until
// it has, a keystroke takes three times as long.

import { setImmediate } from 'node:timers/promises';
import { createPostfixService } from '../service.ts';

/** How often; then most of what a keystroke runs is compiled. */
const keystrokes = 20;

/** Types in a copy of a main.cf that has no other files. Requests are answered in between. */
export async function rehearse(text: string): Promise<void> {
  const service = createPostfixService({
    readFile: async () => undefined,
    stat: async () => undefined,
    log: () => undefined,
  });
  const uri = 'rehearsal:///main.cf';
  service.open(uri, 'postfix-main', text);
  const lines = text.split('\n');
  for (let i = 0; i < keystrokes; i++) {
    const line = Math.floor((i / keystrokes) * lines.length);
    const end = { line, character: lines[line]?.length ?? 0 };
    service.change(uri, [{ range: { start: end, end }, text: 'x' }]);
    await service.diagnostics(uri);
    await setImmediate();
  }
}
