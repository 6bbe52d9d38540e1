// Where findings about the compatibility level are.

import type { Instance, Location } from '../../instance/instance.ts';

/** The value, or the first name in main.cf if there is none. */
export function levelLocation(instance: Instance): Location | undefined {
  const { main } = instance.files;
  const own = instance.entriesOf('compatibility_level').at(-1);
  const [first] = instance.entries;
  if (main === undefined || first === undefined) return undefined;
  const { start, item } = own ?? first;
  const span = own === undefined || item.text === '' ? item.name : item.value;
  return { uri: main.uri, start: start + span.start, end: start + span.end };
}
