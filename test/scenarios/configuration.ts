// An example of main.cf, with some services and tables, as a complete configuration.
import { type InstanceSpec, standardMasterCf } from '../postfix/harness';
import { specOf } from '../rules/example.ts';
import type { Example } from '../rules/page.ts';

/**
 * The example with a compatibility level and all services that Postfix needs. Services of the example replace those
 * with the same name and type.
 */
export function completed(example: Example): Example {
  const own = example.hasMasterCf ? (example.files['master.cf'] ?? '') : '';
  const nameAndType = (line: string) => /^(\S+)\s+(\S+)/.exec(line)?.slice(1).join(' ');
  const taken = own.split('\n').map(nameAndType);
  const others = standardMasterCf.split('\n').filter((line) => !taken.includes(nameAndType(line)));
  const lines = example.files['main.cf'] ?? '';
  const mainCf = /^compatibility_level/m.test(lines) ? lines : `compatibility_level = 3.6\n${lines}`;
  const masterCf = `${others.join('\n')}\n${own}`;
  return {
    ...example,
    files: { ...example.files, 'main.cf': mainCf, 'master.cf': masterCf },
    hasMasterCf: true,
  };
}

/** The completed example as a separate Postfix instance. */
export function instanceOf(example: Example): InstanceSpec {
  const whole = completed(example);
  return { ...specOf({ ...whole, hasMasterCf: false }), masterCf: whole.files['master.cf'] ?? '' };
}
