// Values of main.cf that no program gets, because each service that reads the parameter has an `-o` option for it.

import type { Parameter, ReleaseCatalog } from '../catalog/catalog.ts';
import { program } from '../catalog/services.ts';
import { memoize } from '../syntax/memoize.ts';
import { namesIn } from './expand.ts';
import type { Instance } from './instance.ts';

/** @param parameter the one that supplies the default of `name` */
export function isReplaced(instance: Instance, name: string, { usedBy }: Parameter): boolean {
  // Some readers are not services: libraries, and commands that users run.
  if (usedBy.length === 0 || usedBy.some((each) => program(each) === undefined)) return false;
  const readers = instance.services.filter((service) => usedBy.includes(service.program));
  return (
    readers.length > 0 &&
    readers.every((service) => instance.overridesOf(service, name).length > 0) &&
    !isReferredTo(instance, name)
  );
}

/** Whether another value contains `$name`. */
function isReferredTo(instance: Instance, name: string): boolean {
  return namesInDefaults(instance.catalog).has(name) || namesInFiles(instance).has(name);
}

const namesInDefaults = memoize(
  (catalog: ReleaseCatalog): ReadonlySet<string> =>
    new Set(catalog.names().flatMap((name) => namesIn(catalog.defaultOf(name) ?? ''))),
);

const namesInFiles = memoize((instance: Instance): ReadonlySet<string> => {
  const values = [
    ...instance.entries.map(({ item }) => item.raw),
    ...instance.services.flatMap(({ item }) =>
      item.arguments.map((argument) => (argument.kind === 'override' ? (argument.value?.text ?? '') : '')),
    ),
  ];
  return new Set(values.flatMap(namesIn));
});
