// Edits that set a parameter in the same place as the list that needs it.

import type { Instance } from '../instance/instance.ts';
import type { RestrictionListValue } from '../mail/restriction-lists.ts';
import type { Edit } from './edit.ts';
import { setParameter } from './parameters.ts';

/** Sets the parameter in main.cf for a list in main.cf, and with -o in the service for a service's own list. */
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
