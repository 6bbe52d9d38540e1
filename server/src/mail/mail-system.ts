// What the evaluation of mail needs: a configuration and its tables.

import type { Instance } from '../instance/instance.ts';
import type { Tables } from '../instance/table-files.ts';

export interface MailSystem {
  readonly instance: Instance;
  readonly tables: Tables;
}
