// Places the nodes of a mail flow: from top to bottom, with the texts measured. The picture on the command line and the
// one in the editor have the same layout.

import { Graph, layout as place } from '@dagrejs/dagre';
import type { Flow, FlowEdge, FlowKind, FlowNode } from '../../mail/flow/model.ts';
import { connected, crossings, groupedBy, type Route, shiftedTo } from './routes.ts';
import { shortened, textWidth } from './text-width.ts';

export const fontSize = { label: 14, text: 12, edge: 11 } as const;
export const lineHeight = 17;
export const edgeLineHeight = 14;
export const padding = { x: 12, y: 9 } as const;
export const margin = 16;

/** Characters of a text in the picture. The whole text is in the tooltip. */
const limits = { label: 30, text: 36, edge: 26 } as const;
/** Lines of the label of an arrow. */
const maxLabels = 4;
/** In a larger picture, the first arrangement has to do. */
const maxNodesToArrange = 60;

export interface PlacedNode {
  readonly node: FlowNode;
  readonly label: string;
  readonly note: string;
  readonly lines: readonly { readonly text: string; readonly tone?: string | undefined }[];
  /** The upper left corner, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface EdgeLabel extends Point {
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge {
  readonly edge: FlowEdge;
  /** The ends, and the points in between. */
  readonly points: readonly Point[];
  /** It leads back up, past the other nodes, and touches both nodes at their side. */
  readonly isReturn: boolean;
  /** The lines of the label, and the center of its box. */
  readonly label?: EdgeLabel;
}

export interface PlacedFlow {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

type Box = Pick<PlacedNode, 'label' | 'note' | 'lines' | 'width' | 'height'>;

/** The arrangement with the fewest crossings, and then the one that is closest to the order of the files. */
export function layoutFlow(flow: Flow): PlacedFlow {
  let best: { readonly placed: PlacedFlow; readonly cost: number } | undefined;
  for (const nodes of arrangements(flow.nodes)) {
    const placed = layoutInOrder(nodes, flow.edges);
    const cost = crossings(placed.edges) * 100 + disorder(flow.nodes, placed.nodes);
    if (best === undefined || cost < best.cost) best = { placed, cost };
    if (cost === 0) break;
  }
  return best?.placed ?? { nodes: [], edges: [], width: 0, height: 0 };
}

/** The layout depends on the order of the nodes, so several orders are tried. */
function* arrangements(nodes: readonly FlowNode[]): Generator<readonly FlowNode[]> {
  yield nodes;
  if (nodes.length > maxNodesToArrange) return;
  const reversed = nodes.toReversed();
  yield reversed;
  const isOut = ({ kind }: FlowNode): boolean => kind === 'transport' || kind === 'bounce';
  const out = nodes.filter(isOut);
  const others = nodes.filter((node) => !isOut(node));
  for (const order of [out, out.toReversed()]) {
    for (let i = 0; i < Math.min(order.length, 4); i++)
      yield [...others, ...order.slice(i), ...order.slice(0, i)];
  }
}

/** The number of neighbors in a row that are not in the order in which they were added. */
function disorder(order: readonly FlowNode[], placed: readonly PlacedNode[]): number {
  const rank = new Map(order.map(({ id }, i) => [id, i]));
  const rows = groupedBy(
    placed.filter(({ node }) => ordered.includes(node.kind)),
    ({ y }) => y,
  );
  let count = 0;
  for (const row of rows.values()) {
    const ranks = row.toSorted((a, b) => a.x - b.x).map(({ node }) => rank.get(node.id) ?? 0);
    count += ranks.filter((each, i) => each < (ranks[i - 1] ?? -1)).length;
  }
  return count;
}

const ordered: readonly FlowKind[] = ['clients', 'entrance', 'transport', 'bounce'];

function layoutInOrder(nodes: readonly FlowNode[], edges: readonly FlowEdge[]): PlacedFlow {
  const boxes = nodes.map((node) => ({ node, box: boxOf(node) }));
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 20, ranksep: 56, edgesep: 12 });
  for (const { node, box } of boxes) graph.setNode(node.id, { width: box.width, height: box.height });
  const rank = new Map(nodes.map(({ id }, i) => [id, i]));
  const inOrder = edges.toSorted((a, b) => (rank.get(a.to) ?? 0) - (rank.get(b.to) ?? 0));
  for (const edge of inOrder) {
    const { width, height } = labelOf(edge) ?? { width: 0, height: 0 };
    graph.setEdge(edge.from, edge.to, { width, height, labelpos: 'c', weight: weightOf(edge) });
  }
  place(graph, { constraints: orderOf(nodes) });
  const placed = alignedTops(
    boxes.map(({ node, box }) => {
      const { x, y } = graph.node(node.id) as Point;
      return { node, ...box, x: x - box.width / 2, y: y - box.height / 2 };
    }),
  );
  const routes = edges.map((edge): Route => {
    const { points, x, y } = graph.edge(edge.from, edge.to) as { points: Point[]; x?: number; y?: number };
    const label = labelOf(edge);
    return {
      edge,
      inner: points.slice(1, -1),
      ...(label !== undefined && x !== undefined && y !== undefined && { label: { ...label, x, y } }),
    };
  });
  return shiftedTo(margin, { nodes: placed, edges: connected(placed, routes) });
}

/** Entrances stay in the order of the files. */
function orderOf(nodes: readonly FlowNode[]): { left: string; right: string }[] {
  const entrances = nodes.filter(({ kind }) => kind === 'entrance');
  return entrances.flatMap((left, i) => entrances.slice(i + 1).map((right) => ({ left: left.id, right: right.id })));
}

/** Nodes whose centers have the same height are in the same row. */
function alignedTops(nodes: readonly PlacedNode[]): PlacedNode[] {
  const rowOf = ({ y, height }: PlacedNode): number => Math.round(y + height / 2);
  const tops = new Map<number, number>();
  for (const node of nodes) tops.set(rowOf(node), Math.min(tops.get(rowOf(node)) ?? node.y, node.y));
  return nodes.map((node) => ({ ...node, y: tops.get(rowOf(node)) ?? node.y }));
}

/** The way back from a filter gives way to the main direction. */
function weightOf({ certainty }: FlowEdge): number {
  return certainty === 'certain' ? 3 : 1;
}

function boxOf(node: FlowNode): Box {
  const label = shortened(node.label, limits.label);
  const note = shortened(node.note ?? '', limits.text);
  const lines = node.lines.map(({ text, tone }) => ({ text: shortened(text, limits.text), tone }));
  const widths = [
    textWidth(label, fontSize.label) * 1.06,
    textWidth(note, fontSize.text),
    ...lines.map(({ text, tone }) => textWidth(text, fontSize.text) + (tone === undefined ? 0 : 14)),
  ];
  const rows = 1 + (note === '' ? 0 : 1) + lines.length;
  return {
    label,
    note,
    lines,
    width: Math.ceil(Math.max(72, ...widths) + 2 * padding.x),
    height: rows * lineHeight + 2 * padding.y + (lines.length > 0 ? 6 : 0),
  };
}

function labelOf({ labels }: FlowEdge): Omit<EdgeLabel, keyof Point> | undefined {
  if (labels.length === 0) return undefined;
  const isLong = labels.length > maxLabels;
  const shown = isLong ? [...labels.slice(0, maxLabels - 1), `${labels.length - maxLabels + 1} more`] : labels;
  const lines = shown.map((text) => shortened(text, limits.edge));
  return {
    lines,
    width: Math.ceil(Math.max(...lines.map((text) => textWidth(text, fontSize.edge)))) + 10,
    height: lines.length * edgeLineHeight + 4,
  };
}
