// A user who answers the questions of a command.
import { type Back, back, type Steps } from '../../client/src/commands/context.ts';

/** Text, the start of a choice's label, or `back`. */
export type Answer = string | Back;

/**
 * @param seen what the user saw, in order
 * @param left the answers that are left. After the last one, the user cancels.
 */
export function answeringSteps(seen: string[], left: Answer[]): Steps {
  return {
    choose: async ({ title, about, place }, choices) => {
      const labels = choices.map(({ label }) => label.replace(/^\$\([\w-]+\) /, ''));
      seen.push(`${about}${placeOf(place)}: ${title} {${labels.join(' | ')}}`);
      const chosen = left.shift();
      if (chosen === undefined || chosen === back) return chosen;
      const index = labels.findIndex((label) => label.startsWith(chosen));
      if (index < 0) throw new Error(`${chosen} is not among ${labels.join(', ')}`);
      return choices[index];
    },
    type: async ({ title, about, value, place, check }) => {
      seen.push(`${about}${placeOf(place)}: ${title} <${value}>`);
      for (;;) {
        const typed = left.shift();
        if (typed === undefined || typed === back) return typed;
        const wrong = await check(typed);
        if (typeof wrong === 'object') seen.push(`hint: ${wrong.hint}`);
        if (typeof wrong !== 'string') return typed;
        seen.push(`wrong: ${wrong}`);
      }
    },
    suggest: async ({ title, about, place, choices, check }) => {
      const labels = choices.map(({ label }) => label);
      seen.push(`${about}${placeOf(place)}: ${title} {${labels.join(' | ')}}`);
      for (;;) {
        const typed = left.shift();
        if (typed === undefined || typed === back) return typed;
        const wrong = labels.includes(typed) ? undefined : await check(typed);
        if (wrong === undefined) return typed;
        seen.push(`wrong: ${wrong}`);
      }
    },
  };
}

function placeOf(place: { readonly number: number; readonly of: number } | undefined): string {
  return place ? ` (${place.number}/${place.of})` : '';
}
