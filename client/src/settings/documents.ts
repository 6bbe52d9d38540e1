// Read-only documents with the settings of a configuration. They follow the files and unsaved changes.

import * as vscode from 'vscode';
import {
  type EffectiveConfigurationResult,
  effectiveConfigurationRequest,
  type ListingResult,
  listingRequest,
} from '../../../server/src/lsp/protocol.ts';
import type { Part, Side } from '../commands/settings-context.ts';
import type { LanguageServer } from '../language-server.ts';
import { foldServices } from './listing-text.ts';

const scheme = 'postfix-settings';
/** How long to wait after a change, in milliseconds. */
const MOMENT = 200;

/** The query of a document's URI. */
type Query =
  | { readonly kind: 'effective'; readonly of: string; readonly service?: string }
  | { readonly kind: 'listing'; readonly of: string; readonly part: Part }
  | { readonly kind: 'fixed'; readonly id: number };

const title = 'Effective Configuration';
const gone = '# These settings are no longer available. Run the command again.\n';

export class SettingsDocuments
  implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable
{
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  /** The texts that do not follow a file, until their document is closed. */
  private readonly fixed = new Map<number, string>();
  private readonly links = new Map<string, readonly vscode.DocumentLink[]>();
  private lastId = 0;
  private waiting: NodeJS.Timeout | undefined;
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly server: LanguageServer) {
    const follow = () => this.follow();
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.languages.registerDocumentLinkProvider({ scheme }, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isConfiguration(document)) follow();
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri)),
      server.onDidChangeFiles(follow),
      server.onDidChangeTarget(follow),
    );
  }

  /** @param service for example `submission/inet`; undefined for programs without overrides */
  effective(of: string, service: string | undefined): vscode.Uri {
    const path = vscode.Uri.joinPath(vscode.Uri.parse(of), '..').path;
    const name = service === undefined ? title : `${title} of ${service.replace(/\/(\w+)$/, ' ($1)')}`;
    const query: Query = { kind: 'effective', of, ...(service !== undefined && { service }) };
    // A slash would begin another folder.
    return uriFor(`${path}/${name.replaceAll('/', '\u2215')}`, query);
  }

  /** One side of a comparison. */
  side(file: string, side: Side): vscode.Uri {
    if (side.kind === 'fixed') {
      const id = ++this.lastId;
      this.fixed.set(id, side.text);
      return uriFor(`/${side.label.replaceAll('/', '\u2215')}/${file}`, { kind: 'fixed', id });
    }
    const { kind, of, part } = side;
    const folder = vscode.Uri.joinPath(vscode.Uri.parse(of), '..');
    return uriFor(`${folder.path}/${file}`, { kind, of, part });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const query = queryOf(uri);
    switch (query.kind) {
      case 'fixed':
        return this.fixed.get(query.id) ?? gone;
      case 'listing': {
        const listing = await this.server.ask<ListingResult>(listingRequest, { uri: query.of });
        if (!listing) return gone;
        return query.part === 'services' ? foldServices(listing.services) : listing[query.part];
      }
      case 'effective': {
        const { of, service } = query;
        const found = await this.server.ask<EffectiveConfigurationResult>(effectiveConfigurationRequest, {
          uri: of,
          ...(service !== undefined && { service }),
        });
        if (!found) return gone;
        this.links.set(uri.toString(), found.links.map(linkOf));
        return found.text;
      }
    }
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    return [...(this.links.get(document.uri.toString()) ?? [])];
  }

  dispose(): void {
    clearTimeout(this.waiting);
    this.subscriptions.dispose();
  }

  private follow(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      for (const { uri } of vscode.workspace.textDocuments)
        if (uri.scheme === scheme && queryOf(uri).kind !== 'fixed') this.changed.fire(uri);
    }, MOMENT);
  }

  private forget(uri: vscode.Uri): void {
    if (uri.scheme !== scheme) return;
    this.links.delete(uri.toString());
    const query = queryOf(uri);
    if (query.kind === 'fixed') this.fixed.delete(query.id);
  }
}

function isConfiguration({ languageId, uri }: vscode.TextDocument): boolean {
  return uri.scheme !== scheme && (languageId === 'postfix-main' || languageId === 'postfix-master');
}

function uriFor(path: string, query: Query): vscode.Uri {
  return vscode.Uri.from({ scheme, path, query: JSON.stringify(query) });
}

/** The URI may come from an earlier session. */
function queryOf({ query }: vscode.Uri): Query {
  try {
    return JSON.parse(query) as Query;
  } catch {
    return { kind: 'fixed', id: 0 };
  }
}

function linkOf(link: NonNullable<EffectiveConfigurationResult>['links'][number]): vscode.DocumentLink {
  const { line, start, end, uri, targetLine } = link;
  return new vscode.DocumentLink(
    new vscode.Range(line, start, line, end),
    vscode.Uri.parse(uri).with({ fragment: `L${targetLine}` }),
  );
}
