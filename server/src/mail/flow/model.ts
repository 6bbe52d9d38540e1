// The mail flow of a configuration as a graph: where mail enters, what it passes through, and where it goes. Features
// draw it; nothing here knows about positions.

import type { Location } from '../../instance/instance.ts';

/**
 * `clients`: where mail comes from. `entrance`: a service that receives it. `filter`: a program outside of Postfix that
 * hands mail back. `transport`: a service that delivers. `destination`: where a transport delivers to.
 */
export type FlowKind =
  | 'clients'
  | 'entrance'
  | 'filter'
  | 'cleanup'
  | 'queue'
  | 'transport'
  | 'destination'
  | 'mailbox'
  | 'bounce';

/** `good`, `bad`: whether a verdict is the one that a safe server gives. `depends`: something else decides. */
export type Tone = 'good' | 'bad' | 'depends';

/** A fact about a node, such as a relay verdict or a table. */
export interface FlowLine {
  readonly text: string;
  readonly tone?: Tone;
  readonly at: readonly Location[];
}

export interface FlowNode {
  readonly id: string;
  readonly kind: FlowKind;
  /** The name of the service, the next hop, or the mailbox. */
  readonly label: string;
  /** The port, the program, or what a next hop is. */
  readonly note?: string;
  readonly lines: readonly FlowLine[];
  /** One or more sentences. */
  readonly explanation: string;
  /** Present if nothing in master.cf defines the service, so that mail stops here. */
  readonly missing?: true;
  /** The name of the service in master.cf. */
  readonly service?: string;
  /** The places that cause it, the most important one first. Empty for something that comes from defaults. */
  readonly at: readonly Location[];
}

/** `depends`: the configuration alone does not decide whether mail takes this way. */
export type FlowCertainty = 'certain' | 'depends';

export interface FlowEdge {
  readonly from: string;
  readonly to: string;
  /** Which mail takes it, each reason once. Empty if all mail does. */
  readonly labels: readonly string[];
  readonly explanation: string;
  readonly certainty: FlowCertainty;
  readonly at: readonly Location[];
}

export interface Flow {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  /** What the picture assumes because a file is missing: full sentences. */
  readonly notes: readonly string[];
}

/** An edge as it is added: several reasons for the same arrow become one edge. */
export interface NewEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly explanation: string;
  readonly certainty?: FlowCertainty;
  readonly at?: readonly (Location | undefined)[];
}

/** An arrow can have a reason in each line of a table. More than these are of no use to a reader. */
const maxPlaces = 50;
const maxExplanation = 600;

function joined(known: string | undefined, more: string): string {
  if (known === undefined) return more;
  return known.length > maxExplanation || known.includes(more) ? known : `${known} ${more}`;
}

/** A graph under construction. */
export class FlowGraph {
  private readonly nodesById = new Map<string, FlowNode>();
  private readonly edgesByEnds = new Map<string, FlowEdge>();

  has(id: string): boolean {
    return this.nodesById.has(id);
  }

  /** Adds a node unless there is one with that identifier. Returns the identifier. */
  node(node: FlowNode): string {
    if (!this.has(node.id)) this.nodesById.set(node.id, node);
    return node.id;
  }

  edge({ from, to, label, explanation, certainty = 'certain', at = [] }: NewEdge): void {
    const key = JSON.stringify([from, to]);
    const known = this.edgesByEnds.get(key);
    const labels = [...(known?.labels ?? []), ...(label === undefined ? [] : [label])];
    this.edgesByEnds.set(key, {
      from,
      to,
      labels: [...new Set(labels)],
      explanation: joined(known?.explanation, explanation),
      certainty: known === undefined || known.certainty === certainty ? certainty : 'certain',
      at: distinct([...(known?.at ?? []), ...present(at)]).slice(0, maxPlaces),
    });
  }

  get nodes(): readonly FlowNode[] {
    return [...this.nodesById.values()];
  }

  get edges(): readonly FlowEdge[] {
    return [...this.edgesByEnds.values()];
  }
}

export function present(at: readonly (Location | undefined)[]): Location[] {
  return at.filter((each) => each !== undefined);
}

function distinct(at: readonly Location[]): Location[] {
  return [...new Map(at.map((each) => [`${each.uri} ${each.start} ${each.end}`, each])).values()];
}
