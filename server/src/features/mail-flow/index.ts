// The mail flow of a configuration as a picture.

import { mailFlow } from '../../mail/flow/flow.ts';
import type { MailSystem } from '../../mail/relay.ts';
import { toSvg } from './svg.ts';

/** A self-contained SVG. */
export function mailFlowSvg(system: MailSystem): string {
  return toSvg(mailFlow(system), mailFlowTitle(system));
}

export function mailFlowTitle({ instance }: MailSystem): string {
  const host =
    instance.entriesOf('myhostname').length > 0 ? instance.expanded('myhostname')?.text : undefined;
  return host === undefined || host === '' ? 'Mail flow' : `Mail flow of ${host}`;
}
