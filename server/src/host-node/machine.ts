// Facts about the host that Postfix's defaults depend on.

import { hostname, networkInterfaces } from 'node:os';
import type { MachineFacts } from '../host.ts';

export function machineFacts(): MachineFacts {
  const addresses = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).map(({ address, cidr }) => ({ address, prefix: Number(cidr?.split('/')[1] ?? 0) })),
  );
  return { hostname: hostname(), addresses };
}
