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
/** The distance between two lines that lead back, and how far they are from a row that they pass. */
const returnSpread = 10;
const detour = 16;
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
  let returns = 0;
  return known.map((route): PlacedEdge => {
    const { edge, label } = route;
    const common = { edge, ...(label !== undefined && { label }) };
    if (isReturn(route.ends))
      return { ...common, isReturn: true, points: returning(route, nodes, returns++ * returnSpread) };
    const start = starts.get(edge);
    const inner = route.inner.flatMap((point) => throughRow(point, rows));
    const points = [start, start && belowRow(start, rows), ...inner, ends.get(edge)];
    return { ...common, isReturn: false, points: points.filter((point) => point !== undefined) };
  });
}

/** Next to a higher node, a line is straight. */
function belowRow({ x, y }: Point, rows: readonly Row[]): Point | undefined {
  const row = rows.find(({ top, bottom }) => y > top && y < bottom);
  return row && { x, y: row.bottom };
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

/**
 * From the side of one node, along a vertical line, to the same side of the other node. If another node is in between,
 * the line leaves at the bottom, and enters at the top.
 */
function returning(
  { inner, ends: { from, to } }: KnownRoute,
  nodes: readonly PlacedNode[],
  shift: number,
): Point[] {
  const average = inner.reduce((sum, { x }) => sum + x, 0) / Math.max(1, inner.length);
  const isLeft = inner.length > 0 && average < (center(from) + center(to)) / 2;
  const edgeOf = ({ x, width }: PlacedNode): number => (isLeft ? x : x + width);
  const outermost = [
    ...inner.map(({ x }) => x),
    ...[from, to].map((node) => edgeOf(node) + (isLeft ? -24 : 24)),
  ];
  const x = isLeft ? Math.min(...outermost) - shift : Math.max(...outermost) + shift;
  const isFree = (node: PlacedNode): boolean =>
    !nodes.some(
      (other) =>
        other !== node &&
        other.y === node.y &&
        (isLeft ? other.x < node.x && other.x + other.width > x : other.x > node.x && other.x < x),
    );
  const start = { x: edgeOf(from), y: from.y + sideHeight };
  const end = { x: edgeOf(to), y: to.y + sideHeight };
  const below = from.y + from.height + detour;
  const above = to.y - detour;
  return [
    ...(isFree(from)
      ? [start, { x, y: start.y }]
      : [
          { x: center(from), y: from.y + from.height },
          { x: center(from), y: below },
          { x, y: below },
        ]),
    ...(isFree(to)
      ? [{ x, y: end.y }, end]
      : [
          { x, y: above },
          { x: center(to), y: above },
          { x: center(to), y: to.y },
        ]),
  ];
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
