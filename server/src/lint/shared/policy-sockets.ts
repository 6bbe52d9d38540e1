// Policy servers that smtpd reaches through a socket in the queue directory, which a service of master.cf provides.

import { expandedValue } from '../../instance/expanded-values.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import { restrictionWords, textIn } from '../../mail/restriction-words.ts';

export interface PolicySocket {
  /** The name of the service in master.cf: `policy` for unix:private/policy. */
  readonly name: string;
  /** As written: `private/policy`. */
  readonly path: string;
  readonly at: Location;
}

/** Every check_policy_service with such a socket, in the order of the lists. */
export function policySockets(instance: Instance): readonly PolicySocket[] {
  const queue = expandedValue(instance, 'queue_directory')?.expansion.text ?? '';
  return restrictionWords(instance).flatMap(({ list, node }) => {
    if (node.kind !== 'restriction' || node.expects !== 'policy' || node.argument === undefined) return [];
    const text = textIn(list.value, node.argument).replace(/^\{[\s,]*([^\s,}]*).*$/s, '$1');
    const path = /^(?:unix|local):(.+)$/.exec(text)?.[1] ?? '';
    const inQueue = queue !== '' && path.startsWith(`${queue}/`) ? path.slice(queue.length + 1) : path;
    const name = /^private\/([^/\s$]+)$/.exec(inQueue)?.[1];
    const at = list.value.locate(node.argument);
    return name === undefined || at === undefined ? [] : [{ name, path, at }];
  });
}
