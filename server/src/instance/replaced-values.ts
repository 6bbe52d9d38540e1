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
interface Settings<Each extends Running> {
  readonly catalog: ReleaseCatalog;
  readonly entries: readonly { readonly item: Entry }[];
  readonly services: readonly Each[];
  overridesOf(service: Each, name: string): readonly unknown[];
}

/** @param parameter the one that supplies the default of `name` */
export function isReplaced<Each extends Running>(
  instance: Settings<Each>,
  name: string,
  { usedBy }: Parameter,
): boolean {
  // Some readers are not services: libraries, and commands that users run.
  if (usedBy.length === 0 || usedBy.some((each) => program(each) === undefined)) return false;
  const readers = instance.services.filter((service) => usedBy.includes(service.program));
  return (
    readers.length > 0 &&
    readers.every((service) => instance.overridesOf(service, name).length > 0) &&
    !isReferredTo(instance, name)
  );
}

type Named = Pick<Settings<Running>, 'catalog' | 'entries' | 'services'>;

/** Whether another value contains `$name`. */
function isReferredTo(instance: Named, name: string): boolean {
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
