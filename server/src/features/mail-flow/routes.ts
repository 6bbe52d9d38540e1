// The lines of a mail flow. They leave a node at its bottom and enter the next one at its top, side by side. A line that
// leads back up touches both nodes at their side.

import type { EdgeLabel, PlacedEdge, PlacedFlow, PlacedNode, Point } from './placed.ts';

/** An edge as the layout has placed it: without its ends. */
export interface Route {
  readonly edge: PlacedEdge['edge'];
  readonly inner: readonly Point[];
  readonly label?: EdgeLabel;
}

interface Row {
  readonly top: number;
  readonly bottom: number;
}

interface Ends {
  readonly from: PlacedNode;
  readonly to: PlacedNode;
}

/** The distance between lines at a node, in pixels. */
const spread = 34;
/** How far below the top of a node a line touches its side. */
const sideHeight = 22;

export function connected(nodes: readonly PlacedNode[], routes: readonly Route[]): PlacedEdge[] {
  const byId = new Map(nodes.map((node) => [node.node.id, node]));
  const rows = rowsOf(nodes);
  const labelHeights = new Set(
    routes.flatMap(({ label }) => (label === undefined ? [] : [Math.round(label.y)])),
  );
  // Other points are only there because the layout has a row for labels between all rows.
  const isNeeded = ({ y }: Point): boolean =>
    labelHeights.has(Math.round(y)) || rows.some(({ top, bottom }) => y > top && y < bottom);
  const known = routes.flatMap((route) => {
    const [from, to] = [byId.get(route.edge.from), byId.get(route.edge.to)];
    if (from === undefined || to === undefined) return [];
    return [{ ...route, inner: route.inner.filter(isNeeded), ends: { from, to } }];
  });
  const down = known.filter(({ ends }) => !isReturn(ends));
  const starts = touchingPoints(down, 'from');
  const ends = touchingPoints(down, 'to');
  return known.map((route): PlacedEdge => {
    const { edge, label } = route;
    const common = { edge, ...(label !== undefined && { label }) };
    if (isReturn(route.ends)) return { ...common, isReturn: true, points: returning(route) };
    const inner = route.inner.flatMap((point) => throughRow(point, rows));
    const points = [starts.get(edge), ...inner, ends.get(edge)].filter((point) => point !== undefined);
    return { ...common, isReturn: false, points };
  });
}

type KnownRoute = Route & { readonly ends: Ends };

function isReturn({ from, to }: Ends): boolean {
  return to.y <= from.y;
}

function rowsOf(nodes: readonly PlacedNode[]): readonly Row[] {
  const rows = new Map<number, Row>();
  for (const { y, height } of nodes)
    rows.set(y, { top: y, bottom: Math.max(rows.get(y)?.bottom ?? 0, y + height) });
  return [...rows.values()];
}

/** Between the nodes of a row, a line is straight. */
function throughRow({ x, y }: Point, rows: readonly Row[]): Point[] {
  const row = rows.find(({ top, bottom }) => y > top && y < bottom);
  return row === undefined
    ? [{ x, y }]
    : [
        { x, y: row.top },
        { x, y: row.bottom },
      ];
}

/** From the side of one node, along a vertical line, to the same side of the other node. */
function returning({ inner, ends: { from, to } }: KnownRoute): Point[] {
  const average = inner.reduce((sum, { x }) => sum + x, 0) / Math.max(1, inner.length);
  const isLeft = inner.length > 0 && average < (center(from) + center(to)) / 2;
  const side = ({ x, y, width }: PlacedNode): Point => ({ x: isLeft ? x : x + width, y: y + sideHeight });
  const [start, end] = [side(from), side(to)];
  const xs = inner.map(({ x }) => x);
  const x = isLeft ? Math.min(...xs, start.x - 24, end.x - 24) : Math.max(...xs, start.x + 24, end.x + 24);
  return [start, { x, y: start.y }, { x, y: end.y }, end];
}

/** Where the lines touch their nodes, in the order of the points that they lead to. */
function touchingPoints(
  routes: readonly KnownRoute[],
  end: 'from' | 'to',
): ReadonlyMap<Route['edge'], Point> {
  const points = new Map<Route['edge'], Point>();
  for (const group of groupedBy(routes, ({ ends }) => ends[end]).values()) {
    const toward = ({ inner, ends }: KnownRoute): number =>
      (end === 'from' ? inner[0]?.x : inner.at(-1)?.x) ?? center(end === 'from' ? ends.to : ends.from);
    const sorted = group.toSorted((a, b) => toward(a) - toward(b));
    for (const [i, { edge, ends }] of sorted.entries()) {
      const node = ends[end];
      const step = Math.min(spread, (node.width - 24) / Math.max(1, sorted.length - 1));
      const x = center(node) + (i - (sorted.length - 1) / 2) * step;
      points.set(edge, { x, y: end === 'from' ? node.y + node.height : node.y });
    }
  }
  return points;
}

function groupedBy<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function center({ x, width }: PlacedNode): number {
  return x + width / 2;
}

/** Moves the picture so that everything is at least so far from its edges. */
export function shiftedTo(margin: number, { nodes, edges }: Pick<PlacedFlow, 'nodes' | 'edges'>): PlacedFlow {
  const corners = [
    ...nodes.flatMap(({ x, y, width, height }) => [
      { x, y },
      { x: x + width, y: y + height },
    ]),
    ...edges.flatMap(({ points, label }) => [
      ...points,
      ...(label === undefined
        ? []
        : [
            { x: label.x - label.width / 2, y: label.y },
            { x: label.x + label.width / 2, y: label.y },
          ]),
    ]),
  ];
  if (corners.length === 0) return { nodes, edges, width: 0, height: 0 };
  const least = { x: Number.POSITIVE_INFINITY, y: Number.POSITIVE_INFINITY };
  const most = { x: 0, y: 0 };
  for (const { x, y } of corners) {
    least.x = Math.min(least.x, x);
    least.y = Math.min(least.y, y);
  }
  const by = { x: margin - least.x, y: margin - least.y };
  for (const { x, y } of corners) {
    most.x = Math.max(most.x, x + by.x);
    most.y = Math.max(most.y, y + by.y);
  }
  const moved = <T extends Point>(point: T): T => ({ ...point, x: point.x + by.x, y: point.y + by.y });
  return {
    nodes: nodes.map(moved),
    edges: edges.map(({ points, label, ...edge }) => ({
      ...edge,
      points: points.map(moved),
      ...(label !== undefined && { label: moved(label) }),
    })),
    width: most.x + margin,
    height: most.y + margin,
  };
}
