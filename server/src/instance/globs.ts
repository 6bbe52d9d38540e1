// Patterns of file names, as in the settings of editors.

/** What one name of a path must be. `folders` matches any number of folders, even none. */
type Step =
  | { readonly kind: 'folders' | 'any' | 'name' }
  | { readonly kind: 'one'; readonly accepts: RegExp };

/** A pattern in braces may double the number of alternatives; more than these are ignored. */
const maxAlternatives = 100;

/**
 * Matches the path of a URI with `*`, `?`, `**`, `{a,b}`, and `[a-z]`. A pattern that does not
 * begin with a slash matches the end of the path. The time is linear in the length of the path, for any pattern.
 */
export function globMatcher(pattern: string): (uri: string) => boolean {
  const anywhere = /^(?:\/|\*\*)/.test(pattern) ? pattern : `**/${pattern}`;
  const alternatives = expandBraces(anywhere).map(stepsOf);
  return (uri) => {
    const path = pathOf(uri);
    return alternatives.some((steps) => matches(steps, path));
  };
}

function expandBraces(pattern: string): string[] {
  let done = [pattern];
  for (;;) {
    const next = done.flatMap((each) => {
      const [all, before = '', inner = '', after = ''] = /^([^{]*)\{([^{}]*)\}(.*)$/s.exec(each) ?? [];
      return all === undefined ? [each] : inner.split(',').map((word) => before + word + after);
    });
    if (next.length > maxAlternatives) return done;
    if (next.length === done.length && next.every((each, index) => each === done[index])) return done;
    done = next;
  }
}

function stepsOf(pattern: string): Step[] {
  return [...pattern.matchAll(/\*\*\/|\*\*|\*|\?|\[[^\]/]+\]|[\s\S]/g)].flatMap(([part]): Step[] => {
    if (part === '**/') return [{ kind: 'folders' }];
    if (part === '**') return [{ kind: 'any' }];
    if (part === '*') return [{ kind: 'name' }];
    return [{ kind: 'one', accepts: characterOf(part) }];
  });
}

function characterOf(part: string): RegExp {
  if (part === '?') return /[^/]/;
  const [, not, set = ''] = /^\[([!^]?)(.+)\]$/s.exec(part) ?? [];
  const escaped = (set || part).replace(/[\\\]^[.*+?(){}|$/]/g, '\\$&');
  try {
    return new RegExp(`^[${not ? '^' : ''}${set === '' ? escaped.replace('-', '\\-') : escaped}]$`);
  } catch {
    // A range such as [z-a] matches nothing.
    return /[^\s\S]/;
  }
}

/** Follows all possible positions in the pattern at the same time. */
function matches(steps: readonly Step[], path: string): boolean {
  let states = withSkipped(steps, new Set([0]), true);
  for (const character of path) {
    const next = new Set<number>();
    for (const at of states) {
      const step = steps[at];
      if (step === undefined) continue;
      if (step.kind === 'one') {
        if (step.accepts.test(character)) next.add(at + 1);
      } else if (step.kind !== 'name' || character !== '/') next.add(at);
    }
    states = withSkipped(steps, next, character === '/');
  }
  return states.has(steps.length);
}

/** Adds the positions after steps that can end here. */
function withSkipped(steps: readonly Step[], states: Set<number>, isAfterSlash: boolean): Set<number> {
  for (const at of states) {
    const kind = steps[at]?.kind;
    if (kind === 'any' || kind === 'name' || (kind === 'folders' && isAfterSlash)) states.add(at + 1);
  }
  return states;
}

function pathOf(uri: string): string {
  const path = uri.replace(/^[a-z][\w+.-]*:(?:\/\/[^/]*)?/i, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
