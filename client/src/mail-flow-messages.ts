// What the panel of the mail flow and its script send to each other: types alone.

import type { MailFlowPlace, MailFlowView } from '../../server/src/lsp/protocol.ts';

export interface FlowUpdate {
  readonly view: MailFlowView;
  /** The nodes to highlight: their identifiers (`service:smtp/inet`), or names of services (`smtp`, `smtp/inet`). */
  readonly path: readonly string[];
}

export type FlowMessage =
  | { readonly kind: 'ready' | 'export' | 'clear' }
  | { readonly kind: 'open'; readonly place: MailFlowPlace };
