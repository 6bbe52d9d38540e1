// Reads settings from an editor, where any setting may be missing or have the wrong type.

import { tableRoles } from '../instance/table-roles.ts';
import { defaultLintSettings, severityOrder } from '../lint/settings.ts';
import type { Settings } from '../service.ts';
import type { Scope } from './workspace-diagnostics.ts';

export function readSettings(found: unknown): Settings {
  const {
    version,
    lint,
    tableRoles: roles,
  } = (found ?? {}) as {
    version?: unknown;
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
    lint: {
      enable: typeof lint?.enable === 'boolean' ? lint.enable : defaultLintSettings.enable,
      rules: Object.fromEntries(severities) as Settings['lint']['rules'],
    },
  };
}

/** The setting `lint.scope`. */
export function readScope(found: unknown): Scope {
  const { lint } = (found ?? {}) as { lint?: { scope?: unknown } };
  return lint?.scope === 'workspace' ? 'workspace' : 'openConfigurations';
}
