// The meaning of a table's right-hand side, determined by the table's use. A result in the form of a parameter's value
// has that parameter's type.

import type { ActionRole } from '../syntax/tables/actions.ts';
import type { ValueType } from '../syntax/value-type.ts';
import type { Instance } from './instance.ts';
import type { TableFile } from './table-files.ts';

/** How the results of a table are parsed; undefined if any text is valid. */
export type ResultForm =
  /** An action, a transport, or a list of addresses: the forms that `parseAction` reads. */
  | { readonly kind: 'action'; readonly role: ActionRole }
  /** A value of this type; `model` is the parameter that has such values. */
  | { readonly kind: 'value'; readonly type: ValueType; readonly model?: string }
  /** `user:password`. */
  | { readonly kind: 'credentials' }
  /** A security level and attributes. */
  | { readonly kind: 'tls-policy' };

/** The parameters whose values have the same form as the results for these roles. */
const models: Readonly<Record<string, string | undefined>> = {
  'ehlo-keywords': 'smtpd_discard_ehlo_keywords',
  'mailbox-command': 'mailbox_command',
  milter: 'smtpd_milters',
  nexthop: 'relayhost',
  'pix-workarounds': 'smtp_pix_workarounds',
  'tls-loglevel': 'smtp_tls_loglevel',
};

const types: Readonly<Record<string, ValueType | undefined>> = {
  gid: { type: 'integer' },
  mailbox: { type: 'path', what: 'mailbox' },
  'sender-login': { type: 'list', of: { type: 'text' } },
  uid: { type: 'integer' },
};

export function resultForm(instance: Instance, table: TableFile): ResultForm | undefined {
  const role = table.context.actionRole;
  if (role !== undefined) return { kind: 'action', role };
  if (table.role === 'sasl-password') return { kind: 'credentials' };
  if (table.role === 'tls-policy') return { kind: 'tls-policy' };
  const type = own(types, table.role);
  if (type !== undefined) return { kind: 'value', type };
  const model = own(models, table.role);
  const like = model === undefined ? undefined : instance.catalog.parameter(model)?.type;
  return model === undefined || like === undefined ? undefined : { kind: 'value', type: like, model };
}

function own<T>(record: Readonly<Record<string, T>>, key: string | undefined): T | undefined {
  return key !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
