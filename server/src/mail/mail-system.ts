// What the evaluation of mail needs: a configuration and its tables.

import type { Instance } from '../instance/instance.ts';
import type { Tables } from '../instance/table-files.ts';

export interface MailSystem {
  readonly instance: Instance;
  readonly tables: Tables;
  /** What tables that cannot be read have answered to postmap(1). */
  readonly answers?: TableAnswers;
}

export interface TableAnswers {
  /** @returns null if the table has no entry, and undefined if it was not asked */
  find(table: string, key: string): string | null | undefined;
}
