// What the panel of the mail flow and its script send to each other: types alone.

import type { MailFlowPlace, MailFlowView } from '../../server/src/lsp/protocol.ts';

export interface FlowUpdate {
  readonly view: MailFlowView;
  /**
   * The way to highlight: identifiers of nodes (`hop:[192.0.2.1]`) or services (`smtp/inet`, `local`), in order. Nodes
   * in between can be left out.
   */
  readonly path: readonly string[];
}

export type FlowMessage =
  | { readonly kind: 'ready' | 'export' | 'clear' }
  | { readonly kind: 'open'; readonly place: MailFlowPlace };
