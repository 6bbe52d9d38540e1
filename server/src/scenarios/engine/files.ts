// Files next to main.cf that Postfix does not read: scripts and timers.

import type { NewFile } from '../scenario.ts';
import type { Draft } from './draft.ts';

export async function newFile(draft: Draft, { name, text }: NewFile): Promise<void> {
  const uri = `${draft.instance.files.directory}/${name}`;
  const file = await draft.open(uri);
  const current = file.text.toString();
  if (current.replaceAll('\r\n', '\n') === text) return;
  const at = { uri, start: 0, end: current.length };
  if (current.trim() !== '') {
    const conflict = {
      id: name,
      setting: name,
      current: `different text (${current.split('\n').length} lines)`,
      wanted: `new text (${text.split('\n').length} lines)`,
      whenKept: 'the file does not change.',
    };
    if (!draft.replaces({ ...conflict, at })) return;
  }
  draft.edit(`Write ${name}`, [{ at, text }]);
}
