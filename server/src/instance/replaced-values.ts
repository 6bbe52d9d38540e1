// Values of main.cf that no program gets, because each service that reads the parameter has an `-o` option for it.

import type { Parameter, ReleaseCatalog } from '../catalog/catalog.ts';
import { program } from '../catalog/services.ts';
import type { Entry } from '../syntax/main-cf.ts';
import type { Service } from '../syntax/master-cf.ts';
import { memoize } from '../syntax/memoize.ts';
import { namesIn } from './expand.ts';

interface Running {
  readonly item: Service;
  readonly program: string;
}

/** The part of an instance that this depends on. */
interface Named {
  readonly catalog: ReleaseCatalog;
  readonly entries: readonly { readonly item: Entry }[];
  readonly services: readonly Running[];
}

/**
 * Whether each service that reads the parameter has an option for it.
 * @param parameter the one that supplies the default of `name`
 */
export function isReplacedInServices(
  services: readonly Running[],
  name: string,
  { usedBy }: Parameter,
): boolean {
  // Some readers are not services: libraries, and commands that users run.
  if (usedBy.length === 0 || usedBy.some((each) => program(each) === undefined)) return false;
  const readers = services.filter((service) => usedBy.includes(service.program));
  return readers.length > 0 && readers.every(({ item }) => overrides(item, name));
}

function overrides({ arguments: list }: Service, name: string): boolean {
  return list.some(
    (each) => each.kind === 'override' && each.problem === undefined && each.name?.text === name,
  );
}

/** Whether another value contains `$name`. */
export function isReferredTo(instance: Named, name: string): boolean {
  return namesInDefaults(instance.catalog).has(name) || namesInFiles(instance).has(name);
}

const namesInDefaults = memoize(
  (catalog: ReleaseCatalog): ReadonlySet<string> =>
    new Set(catalog.names().flatMap((name) => namesIn(catalog.defaultOf(name) ?? ''))),
);

const namesInFiles = memoize((instance: Named): ReadonlySet<string> => {
  const values = [
    ...instance.entries.map(({ item }) => item.raw),
    ...instance.services.flatMap(({ item }) =>
      item.arguments.map((argument) => (argument.kind === 'override' ? (argument.value?.text ?? '') : '')),
    ),
  ];
  return new Set(values.flatMap(namesIn));
});
