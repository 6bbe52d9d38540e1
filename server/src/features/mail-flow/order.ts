// The order of the nodes in each row of a mail flow. Dagre's own heuristic gets stuck with the labels of arrows, which
// are nodes for it. A mail flow is small and has one node that most lines start from, so it is enough to try the orders
// of the lines from there.

import type { Graph } from '@dagrejs/dagre';
import { queueId } from '../../mail/flow/queue.ts';

/** The row of a node, as dagre has it when it asks for the order. */
interface RowNode {
  readonly rank?: number;
  order?: number;
}

type Rows = readonly (readonly string[])[];

/** A limit on the orders that are tried, and on the pairs of lines that are compared. */
const maxTries = 720;
const maxPairs = 4_000_000;

/**
 * Sets the order of all nodes for dagre: the one with the fewest crossings, and among these the one that is closest to
 * the given order.
 */
export function setOrder(graph: Graph, wanted: readonly string[]): void {
  const position = new Map(wanted.map((id, i) => [id, i]));
  const rank = (id: string): number => (graph.node(id) as RowNode).rank ?? 0;
  const targets = new Map<string, string>();
  const targetOf = (id: string): string => {
    let end = id;
    while (!position.has(end)) end = graph.successors(end)?.[0] ?? '';
    return end;
  };
  const inWantedOrder = (ids: readonly string[]): string[] => ids.toSorted((a, b) => place(a) - place(b));
  const place = (id: string): number => {
    const target = targets.get(id) ?? targetOf(id);
    targets.set(id, target);
    return position.get(target) ?? 0;
  };
  const next = new Map(graph.nodes().map((id) => [id, inWantedOrder(graph.successors(id) ?? [])]));
  const sources = inWantedOrder(graph.nodes().filter((id) => (graph.predecessors(id) ?? []).length === 0));
  const out = next.get(queueId) ?? [];
  const edges = graph.edges().map(({ v, w }) => ({ v, w }));

  let best: { readonly rows: Rows; readonly cost: number } | undefined;
  let tries = 0;
  for (const order of permutations(out)) {
    if (++tries > Math.min(maxTries, maxPairs / edges.length ** 2) && best !== undefined) break;
    for (const isLast of [true, false]) {
      const rows = improved(rowsInOrder(order, isLast));
      const cost = crossings(rows) * 100 + inversions(order) + (isLast ? 0 : 1);
      if (best === undefined || cost < best.cost) best = { rows, cost };
    }
    if (best?.cost === 0) break;
  }
  for (const row of best?.rows ?? [])
    for (const [i, id] of row.entries()) (graph.node(id) as RowNode).order = i;

  /** Depth first, as the eye follows the lines. @param isLast whether long lines past the queue are on the right */
  function rowsInOrder(order: readonly string[], isLast: boolean): string[][] {
    const rows: string[][] = [];
    const seen = new Set<string>();
    const visit = (id: string): void => {
      if (seen.has(id)) return;
      seen.add(id);
      const row = rows[rank(id)] ?? [];
      rows[rank(id)] = row;
      row.push(id);
      const following = id === queueId ? order : (next.get(id) ?? []);
      const toQueue = following.filter((each) => place(each) === position.get(queueId));
      const past = following.filter((each) => !toQueue.includes(each));
      for (const each of isLast ? [...toQueue, ...past] : [...past, ...toQueue]) visit(each);
    };
    for (const id of sources) visit(id);
    for (const id of graph.nodes()) visit(id);
    return [...rows].map((row) => row ?? []);
  }

  /** Moves the nodes of the rows after the queue below what leads to them. */
  function improved(rows: readonly (readonly string[])[]): string[][] {
    const result: string[][] = [];
    for (const [i, row] of rows.entries()) {
      const before = new Map((result[i - 1] ?? []).map((id, at) => [id, at]));
      const center = new Map(row.map((id, at) => [id, average(id, before) ?? at]));
      const isAfter = i > rank(queueId) + 1;
      result.push(isAfter ? row.toSorted((a, b) => (center.get(a) ?? 0) - (center.get(b) ?? 0)) : [...row]);
    }
    return result;
  }

  function average(id: string, before: ReadonlyMap<string, number>): number | undefined {
    const at = (graph.predecessors(id) ?? []).flatMap((each) => before.get(each) ?? []);
    return at.length === 0 ? undefined : at.reduce((sum, each) => sum + each, 0) / at.length;
  }

  function crossings(rows: Rows): number {
    const at = new Map(rows.flatMap((row) => row.map((id, i) => [id, i] as const)));
    const byRow = new Map<number, { v: number; w: number }[]>();
    for (const { v, w } of edges) {
      const list = byRow.get(rank(v)) ?? [];
      byRow.set(rank(v), list);
      list.push({ v: at.get(v) ?? 0, w: at.get(w) ?? 0 });
    }
    let count = 0;
    for (const list of byRow.values()) {
      for (const [i, a] of list.entries())
        for (const b of list.slice(i + 1)) if ((a.v - b.v) * (a.w - b.w) < 0) count++;
    }
    return count;
  }

  function inversions(order: readonly string[]): number {
    return order.filter((id, i) => i > 0 && place(id) < place(order[i - 1] ?? id)).length;
  }
}

/** All orders of a list, the given one first, and similar ones early. */
function* permutations(items: readonly string[]): Generator<readonly string[]> {
  if (items.length <= 1) {
    yield items;
    return;
  }
  for (const [i, item] of items.entries()) {
    const rest = items.filter((_, at) => at !== i);
    for (const order of permutations(rest)) yield [item, ...order];
  }
}
