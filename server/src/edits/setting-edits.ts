// Edits that give a parameter a value beside the list that asks for it.

import type { Instance } from '../instance/instance.ts';
import type { RestrictionListValue } from '../mail/restriction-lists.ts';
import type { Edit } from './edit.ts';
import { setParameter } from './parameters.ts';

/** In main.cf for a list that stands there; for a list of a service's own as an -o of that service. */
export function setBeside(
  instance: Instance,
  { value: { value } }: RestrictionListValue,
  name: string,
  text: string,
): Edit | undefined {
  const { source } = value;
  if (source.kind === 'entry') return setParameter(instance, name, text, source.entry);
  const { master } = instance.files;
  if (source.kind !== 'override' || master === undefined) return undefined;
  const { service } = source;
  const own = instance.overridesOf(service, name).at(-1)?.value;
  if (own !== undefined)
    return { at: { uri: master.uri, start: service.start + own.start, end: service.start + own.end }, text };
  const at = service.start + source.override.end;
  return { at: { uri: master.uri, start: at, end: at }, text: `\n  -o ${name}=${text}` };
}
