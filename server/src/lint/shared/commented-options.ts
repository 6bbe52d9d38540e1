// `-o` options after a service in master.cf that are commented out, as in the file that Postfix installs.

import type { InstanceFile, PlacedService } from '../../instance/instance.ts';
import type { MasterItem } from '../../syntax/master-cf.ts';
import type { Span } from '../../syntax/text.ts';

/** The span is the number sign, in the file. Without it, the option continues the service. */
export interface CommentedOption extends Span {
  readonly name: string;
  readonly value: string;
}

/** Up to the next service, which may be commented out, too. */
export function* commentedOptionsOf(
  { tree }: InstanceFile<MasterItem>,
  service: PlacedService,
): Generator<CommentedOption> {
  let end = tree.text.length;
  for (const { start } of tree.items()) {
    if (start < service.end) continue;
    end = start;
    break;
  }
  const text = tree.text.slice(service.start, Math.min(end, service.start + maxLength));
  for (const { 0: line, index } of text.matchAll(/^#.*$/gm)) {
    if (commentedService.test(line)) return;
    const [, name, value] = /^#[ \t]+-o[ \t]+([a-z]\w*)=(\S*)[ \t\r]*$/.exec(line) ?? [];
    const start = service.start + index;
    if (name !== undefined && value !== undefined) yield { name, value, start, end: start + 1 };
  }
}

/** A service and its options are a few lines. The rest of the file may be one long comment. */
const maxLength = 10_000;

const commentedService = /^#+[ \t]*\S+[ \t]+(?:inet|unix|fifo|pass|unix-dgram)[ \t]/;
