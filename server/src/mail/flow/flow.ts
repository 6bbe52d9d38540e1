// The way of all mail through a configuration: where it enters, what checks and changes it, and where it goes.

import { memoize } from '../../syntax/memoize.ts';
import type { MailSystem } from '../relay.ts';
import { addDeliveries } from './deliveries.ts';
import { addEntrances, addLocalClients, noteOfPorts } from './entrances.ts';
import { addReturns } from './filters.ts';
import type { FlowContext } from './flow-context.ts';
import { type Flow, FlowGraph } from './model.ts';
import { FlowServices } from './services.ts';

/** The mail flow of a configuration. Empty if no service receives mail. */
export function mailFlow({ tables }: MailSystem): Flow {
  return flowOf(tables);
}

const flowOf = memoize((tables: MailSystem['tables']): Flow => {
  const { instance } = tables;
  const services = new FlowServices(instance);
  const context: FlowContext = { system: { instance, tables }, services, graph: new FlowGraph() };
  const proxies = addEntrances(context);
  addReturns(context, [...proxies, ...addDeliveries(context)]);
  addLocalClients(context);
  const { nodes, edges } = context.graph;
  const notes = [
    ...(instance.files.main === undefined
      ? ['There is no main.cf. The picture shows the defaults of Postfix.']
      : []),
    ...[services.note, noteOfPorts(context)].filter((note) => note !== undefined),
    ...(nodes.length === 0 ? ['No service in this configuration receives mail.'] : []),
  ];
  return { nodes, edges, notes };
});
