// The names of options as the user writes them.

/** @param name as in the result of parseArgs() */
export function optionName(name: string): string {
  const letters: Readonly<Record<string, string>> = {
    set: '-n',
    expanded: '-x',
    defaults: '-d',
    services: '-M',
    overrides: '-P',
    setting: '-o',
  };
  return letters[name] ?? `--${name}`;
}
