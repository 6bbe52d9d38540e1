// Places the nodes of a mail flow: from top to bottom, with the texts measured. The picture on the command line and the
// one in the editor have the same layout.

import { Graph, layout as place } from '@dagrejs/dagre';
import type { Flow, FlowEdge, FlowKind, FlowNode } from '../../mail/flow/model.ts';
import { queueId } from '../../mail/flow/queue.ts';
import { memoize } from '../../syntax/memoize.ts';
import { setOrder } from './order.ts';
import type { EdgeLabel, PlacedFlow, PlacedNode, Point } from './placed.ts';
import { connected, type Route, shiftedTo } from './routes.ts';
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

type Box = Pick<PlacedNode, 'label' | 'note' | 'lines' | 'width' | 'height'>;

const aboveClients = 'above clients';

/** The nodes are in the order of the picture: from top to bottom, and from left to right. */
export const layoutFlow = memoize(({ nodes, edges }: Flow): PlacedFlow => {
  if (nodes.length === 0) return { nodes: [], edges: [], width: 0, height: 0 };
  const boxes = nodes.map((node) => ({ node, box: boxOf(node) }));
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 20, ranksep: 56, edgesep: 12 });
  for (const { node, box } of boxes) graph.setNode(node.id, { width: box.width, height: box.height });
  const isFeedback = feedback(nodes, edges);
  const endsOf = (edge: FlowEdge): [string, string] =>
    isFeedback(edge) ? [edge.to, edge.from] : [edge.from, edge.to];
  for (const edge of edges) {
    const { width, height } = labelOf(edge) ?? { width: 0, height: 0 };
    graph.setEdge(...endsOf(edge), { width, height, labelpos: 'c', weight: weightOf(edge) });
  }
  // The clients are in the same row if all of them are below one node, which is not drawn.
  graph.setNode(aboveClients, { width: 0, height: 0 });
  for (const { id, kind } of nodes)
    if (kind === 'clients') graph.setEdge(aboveClients, id, { width: 0, height: 0, weight: 6 });
  const wanted = nodes.map(({ id }) => id);
  place(graph, { customOrder: (rows) => setOrder(rows, wanted) });
  const placed = alignedTops(
    boxes.map(({ node, box }) => {
      const { x, y } = graph.node(node.id) as Point;
      return { node, ...box, x: x - box.width / 2, y: y - box.height / 2 };
    }),
  );
  const routes = edges.map((edge): Route => {
    const { points, x, y } = graph.edge(...endsOf(edge)) as { points: Point[]; x?: number; y?: number };
    const label = labelOf(edge);
    return {
      edge,
      inner: points.slice(1, -1),
      ...(label !== undefined && x !== undefined && y !== undefined && { label: { ...label, x, y } }),
    };
  });
  placed.sort((a, b) => a.y - b.y || a.x - b.x);
  return shiftedTo(margin, { nodes: placed, edges: connected(placed, routes) });
});

/** Nodes whose centers have the same height are in the same row. */
function alignedTops(nodes: readonly PlacedNode[]): PlacedNode[] {
  const rowOf = ({ y, height }: PlacedNode): number => Math.round(y + height / 2);
  const tops = new Map<number, number>();
  for (const node of nodes) tops.set(rowOf(node), Math.min(tops.get(rowOf(node)) ?? node.y, node.y));
  return nodes.map((node) => ({ ...node, y: tops.get(rowOf(node)) ?? node.y }));
}

/**
 * The lines that lead back up: from a content filter to a service that also has other clients, or from a service that
 * only takes mail back.
 */
function feedback(nodes: readonly FlowNode[], edges: readonly FlowEdge[]): (edge: FlowEdge) => boolean {
  const kinds = new Map(nodes.map(({ id, kind }) => [id, kind]));
  const sources = new Map<string, FlowEdge['from'][]>();
  for (const { from, to } of edges) sources.set(to, [...(sources.get(to) ?? []), from]);
  const comesFrom = (id: string, kind: FlowKind): boolean =>
    (sources.get(id) ?? []).some((source) => kinds.get(source) === kind);
  const isAfterQueue = (id: string): boolean => kinds.get(id) === 'transport' || comesFrom(id, 'transport');
  const isFresh = (id: string): boolean =>
    comesFrom(id, 'clients') || (sources.get(id) ?? []).some((source) => !isAfterQueue(source));
  return ({ from, to }) => {
    if (kinds.get(to) === 'entrance') return isAfterQueue(from) && isFresh(to);
    return kinds.get(from) === 'entrance' && !isFresh(from);
  };
}

/** The way to the queue is straight, and the way back from a filter gives way to the other lines. */
function weightOf({ from, to, certainty }: FlowEdge): number {
  if (to === queueId) return 12;
  return from.startsWith('clients:') ? 6 : certainty === 'certain' ? 3 : 1;
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
  const shown = isLong
    ? [...labels.slice(0, maxLabels - 1), `${labels.length - maxLabels + 1} more`]
    : labels;
  const lines = shown.map((text) => shortened(text, limits.edge));
  return {
    lines,
    width: Math.ceil(Math.max(...lines.map((text) => textWidth(text, fontSize.edge)))) + 10,
    height: lines.length * edgeLineHeight + 4,
  };
}
