// A restriction class whose list leads back to the class: smtpd follows it until its stack is full (smtpd_check.c,
// generic_checks).

import type { Instance, PlacedService } from '../../instance/instance.ts';
import { expandedClass, isClass, restrictionClasses } from '../../instance/restriction-classes.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const restrictionClassLoop: Rule = {
  code: 'restriction-class-loop',
  title: 'Restriction class contains itself',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const service of [undefined, ...instance.services.filter(({ program }) => program === 'smtpd')])
      for (const name of restrictionClasses(instance, service)) yield* loopThrough(instance, service, name);
  },
};

/** The word in a class from which a way leads back to the class. */
function* loopThrough(
  instance: Instance,
  service: PlacedService | undefined,
  name: string,
): Generator<Finding> {
  const list = expandedClass(instance, name, service);
  for (const node of list?.nodes ?? []) {
    if (list === undefined || node.kind !== 'restriction') continue;
    const path = pathBack(instance, service, node.name.text, name);
    const at = path && list.locate(node);
    if (path === undefined || at === undefined) continue;
    const through = path.length === 1 ? 'itself' : `itself through ${path.slice(0, -1).join(', ')}`;
    yield {
      at,
      message:
        `The restriction class ${name} contains ${through}. ` +
        'smtpd crashes (signal 11) whenever it reaches this name, and the sending server keeps the mail in its queue. ' +
        'Remove the name, or replace it with another restriction.',
    };
  }
}

/** The classes on the shortest path from one class to another, both included; undefined when there is none. */
function pathBack(
  instance: Instance,
  service: PlacedService | undefined,
  from: string,
  to: string,
): readonly string[] | undefined {
  const seen = new Set([from]);
  let paths: readonly (readonly string[])[] = isClass(instance, service, from) ? [[from]] : [];
  while (paths.length > 0) {
    const found = paths.find((path) => path.at(-1) === to);
    if (found !== undefined) return found;
    paths = paths.flatMap((path) =>
      classesIn(instance, service, path.at(-1) ?? '').flatMap((next) => {
        if (seen.has(next)) return [];
        seen.add(next);
        return [[...path, next]];
      }),
    );
  }
  return undefined;
}

function classesIn(instance: Instance, service: PlacedService | undefined, name: string): readonly string[] {
  const nodes = expandedClass(instance, name, service)?.nodes ?? [];
  return nodes.flatMap((node) =>
    node.kind === 'restriction' && isClass(instance, service, node.name.text) ? node.name.text : [],
  );
}
