// docs/scenarios/README.md: the table of the scenarios.

import type { Scenario } from '../../server/src/scenarios/scenario.ts';
import { withRows } from './markdown.ts';

/**
 * @param index the text of docs/scenarios/README.md
 * @param readPage returns the text of a scenario's page
 */
export function scenarioTable(
  index: string,
  scenarios: readonly Scenario[],
  readPage: (name: string) => string,
): string {
  const rows = scenarios.map(
    ({ name }) => `| [\`${name}\`](${name}.md) | ${titleOf(name, readPage(name))} |`,
  );
  return withRows(index, rows);
}

/** A page begins with the scenario's name and title. */
function titleOf(name: string, page: string): string {
  const [, title] = new RegExp(`^# ${name}: (.+)\n`).exec(page) ?? [];
  if (title === undefined) throw new Error(`docs/scenarios/${name}.md does not begin with "# ${name}: …".`);
  return title;
}
