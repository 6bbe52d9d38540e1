// Changes that a reload does not apply.

import { settingIn } from './entries.ts';

/**
 * master(8) reads these parameters only when it starts. It ignores a change of the first three when it reloads
 * (master_ent.c, master_watch.c), and keeps the sockets that it listens to, with their window size (postconf(5)).
 */
export const restartParameters = [
  'inet_interfaces',
  'inet_protocols',
  'queue_directory',
  'tcp_windowsize',
] as const;

/** The parameters whose value differs in two texts of a main.cf. */
export function changedUntilRestart(before: string, after: string): readonly string[] {
  return restartParameters.filter((name) => settingIn(before, name) !== settingIn(after, name));
}

/** The parameters of which master logs that it ignores their change. */
export function ignoredChanges(texts: readonly string[]): readonly string[] {
  const names = texts.flatMap((text) => /^to change (\w+), stop and start Postfix$/.exec(text)?.[1] ?? []);
  return [...new Set(names)];
}
