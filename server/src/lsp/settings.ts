// Reads settings from an editor, where any setting may be missing or have the wrong type.

import { defaultFormatSettings, type FormatSettings } from '../features/formatting/index.ts';
import { defaultInlayHints, type InlayHintSettings } from '../features/inlay-hints.ts';
import { tableRoles } from '../instance/table-roles.ts';
import { defaultLintSettings, severityOrder } from '../lint/settings.ts';
import type { Settings } from '../service.ts';
import type { Scope } from './workspace-diagnostics.ts';

export function readSettings(found: unknown): Settings {
  const {
    version,
    format,
    inlayHints,
    codeLens,
    lint,
    tableRoles: roles,
  } = (found ?? {}) as {
    version?: unknown;
    format?: Readonly<Record<string, unknown>>;
    inlayHints?: Readonly<Record<string, unknown>>;
    codeLens?: { traces?: unknown };
    tableRoles?: unknown;
    lint?: { enable?: unknown; rules?: unknown };
  };
  const rules = typeof lint?.rules === 'object' && lint.rules !== null ? lint.rules : {};
  const known = [...severityOrder.map(String), 'off'];
  const severities = Object.entries(rules).filter(([, severity]) => known.includes(String(severity)));
  return {
    version: typeof version === 'string' ? version : 'auto',
    ...(typeof roles === 'object' &&
      roles !== null && { tableRoles: tableRoles(roles as Readonly<Record<string, unknown>>) }),
    format: readFormat(format ?? {}),
    inlayHints: readInlayHints(inlayHints ?? {}),
    codeLens: { traces: codeLens?.traces !== false },
    lint: {
      enable: typeof lint?.enable === 'boolean' ? lint.enable : defaultLintSettings.enable,
      rules: Object.fromEntries(severities) as Settings['lint']['rules'],
    },
  };
}

function readFormat(found: Readonly<Record<string, unknown>>): FormatSettings {
  const choices: { readonly [Name in keyof FormatSettings]: readonly FormatSettings[Name][] } = {
    equals: ['auto', 'spaces', 'tight', 'aligned'],
    lists: ['auto', 'oneItemPerLine', 'fill', 'keep'],
    columns: ['auto', 'aligned', 'keep'],
  };
  const chosen = Object.entries(choices).flatMap(([name, values]) =>
    (values as readonly unknown[]).includes(found[name]) ? [[name, found[name]]] : [],
  );
  return { ...defaultFormatSettings, ...(Object.fromEntries(chosen) as Partial<FormatSettings>) };
}

function readInlayHints(found: Readonly<Record<string, unknown>>): InlayHintSettings {
  const chosen = Object.keys(defaultInlayHints).flatMap((kind) =>
    typeof found[kind] === 'boolean' ? [[kind, found[kind]]] : [],
  );
  return { ...defaultInlayHints, ...(Object.fromEntries(chosen) as Partial<InlayHintSettings>) };
}

/** The setting `lint.scope`. */
export function readScope(found: unknown): Scope {
  const { lint } = (found ?? {}) as { lint?: { scope?: unknown } };
  return lint?.scope === 'workspace' ? 'workspace' : 'openConfigurations';
}
