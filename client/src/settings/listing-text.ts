// The two sides of a comparison of settings.

/**
 * The output of `postconf -M` with each option of a service on its own line, so that a comparison shows which option
 * differs.
 */
export function foldServices(output: string): string {
  return output.split('\n').map(foldService).join('\n');
}

function foldService(line: string): string {
  let folded = '';
  let start = 0;
  let depth = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '{') depth++;
    else if (line[at] === '}') depth = Math.max(0, depth - 1);
    else if (depth === 0 && line.startsWith(' -o ', at)) {
      folded += `${line.slice(start, at)}\n   `;
      start = at;
    }
  }
  return folded + line.slice(start);
}

/** The output of `postconf -n` without the configuration directory, which differs between any two configurations. */
export function withoutDirectory(output: string): string {
  return output.replace(/^config_directory = .*\n/m, '');
}
