// A mail flow with the place of everything in the picture, in pixels.

import type { FlowEdge, FlowNode } from '../../mail/flow/model.ts';

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
