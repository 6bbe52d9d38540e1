// An example of main.cf, with some services and tables, as a whole configuration.
import { type InstanceSpec, standardMasterCf } from '../postfix/harness';
import { specOf } from '../rules/example.ts';
import type { Example } from '../rules/page.ts';

/** The example among all services that mail needs, its own instead of those with the same name and type. */
export function completed(example: Example): Example {
  const own = example.hasMasterCf ? (example.files['master.cf'] ?? '') : '';
  const nameAndType = (line: string) => /^(\S+)\s+(\S+)/.exec(line)?.slice(1).join(' ');
  const taken = own.split('\n').map(nameAndType);
  const others = standardMasterCf.split('\n').filter((line) => !taken.includes(nameAndType(line)));
  const masterCf = `${others.join('\n')}\n${own}`;
  return { ...example, files: { ...example.files, 'master.cf': masterCf }, hasMasterCf: true };
}

/** The completed example as a Postfix of its own. */
export function instanceOf(example: Example): InstanceSpec {
  return { ...specOf({ ...example, hasMasterCf: false }), masterCf: example.files['master.cf'] ?? '' };
}
