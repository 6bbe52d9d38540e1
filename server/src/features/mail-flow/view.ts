// A mail flow for an editor: the picture, what to say about each node, and where to go from it.

import type { Range } from 'vscode-languageserver-types';
import type { Location } from '../../instance/instance.ts';
import { mailFlow } from '../../mail/flow/flow.ts';
import type { Flow, FlowNode } from '../../mail/flow/model.ts';
import { textsOf } from '../diagnostics.ts';
import { type Snapshot, toRange } from '../snapshot.ts';
import { mailFlowTitle } from './index.ts';
import { layoutFlow } from './layout.ts';
import { toSvg } from './svg.ts';

export interface MailFlowView {
  /** The directory of the configuration, as a URI. */
  readonly directory: string;
  readonly title: string;
  /** Self-contained. Each node is a `g` of class `node` with its `data-id`. */
  readonly svg: string;
  /** In the order of the picture: from top to bottom, and from left to right. */
  readonly nodes: readonly MailFlowNode[];
  /** What the picture assumes. */
  readonly notes: readonly string[];
}

export interface MailFlowNode {
  readonly id: string;
  /** `submission: port 587 · smtpd`. */
  readonly title: string;
  readonly explanation: string;
  /** In the order of the lines in the picture. */
  readonly lines: readonly { readonly text: string; readonly place?: MailFlowPlace }[];
  /** The arrows that begin here. */
  readonly next: readonly { readonly id: string; readonly title: string; readonly explanation: string }[];
  /** The place that matters most; absent if nothing in a file causes the node. */
  readonly place?: MailFlowPlace;
}

export interface MailFlowPlace {
  readonly uri: string;
  readonly range: Range;
}

export function mailFlowView(snapshot: Snapshot): MailFlowView {
  const flow = mailFlow(snapshot);
  const title = mailFlowTitle(snapshot);
  const textAt = textsOf(snapshot);
  const placeOf = (at: readonly Location[]): { place?: MailFlowPlace } => {
    for (const location of at) {
      const text = textAt(location.uri);
      if (text !== undefined) return { place: { uri: location.uri, range: toRange(text, location) } };
    }
    return {};
  };
  return {
    directory: snapshot.instance.files.directory,
    title,
    svg: toSvg(flow, title),
    nodes: layoutFlow(flow).nodes.map(({ node }) => ({
      id: node.id,
      title: titleOf(node),
      explanation: node.explanation,
      lines: node.lines.map(({ text, at }) => ({ text, ...placeOf(at) })),
      next: nextOf(flow, node),
      ...placeOf(node.at),
    })),
    notes: flow.notes,
  };
}

function titleOf({ label, note }: FlowNode): string {
  return note === undefined ? label : `${label}: ${note}`;
}

function nextOf({ nodes, edges }: Flow, { id }: FlowNode): MailFlowNode['next'] {
  return edges.flatMap(({ from, to, explanation }) => {
    const node = from === id ? nodes.find((each) => each.id === to) : undefined;
    return node === undefined ? [] : [{ id: to, title: titleOf(node), explanation }];
  });
}
