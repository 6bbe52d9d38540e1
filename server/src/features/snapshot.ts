// The input of a feature: one version of a document, and the configuration that it belongs to. Features are pure
// functions of a snapshot.

import type { Range } from 'vscode-languageserver-types';
import type { Docs } from '../catalog/docs.ts';
import type { Instance } from '../instance/instance.ts';
import type { Names } from '../instance/names.ts';
import type { TableFile, Tables } from '../instance/table-files.ts';
import type { Tree } from '../syntax/document.ts';
import type { MainItem } from '../syntax/main-cf.ts';
import type { MasterItem } from '../syntax/master-cf.ts';
import type { SourceText, Span } from '../syntax/text.ts';
import type { PageAddress } from './pages.ts';

export type Document =
  | { readonly language: 'postfix-main'; readonly uri: string; readonly tree: Tree<MainItem> }
  | { readonly language: 'postfix-master'; readonly uri: string; readonly tree: Tree<MasterItem> }
  | TableFile
  | { readonly language: 'other'; readonly uri: string; readonly text: SourceText };

export interface Snapshot {
  readonly document: Document;
  readonly instance: Instance;
  readonly names: Names;
  readonly tables: Tables;
}

/** For features that show the texts of the catalog. */
export interface DocumentedSnapshot extends Snapshot {
  readonly docs: Docs;
  readonly page: PageAddress;
}

export function textOf(document: Document): SourceText {
  return document.language === 'other' ? document.text : document.tree.text;
}

export function toRange(text: SourceText, { start, end }: Span): Range {
  return { start: text.positionAt(start), end: text.positionAt(end) };
}
