// The values that one service uses, for rules. Only known values are returned, each with its place.

import { sourceLocation } from '../instance/expanded-values.ts';
import type { Instance, Location, PlacedService } from '../instance/instance.ts';
import { parseBoolean } from '../syntax/scalars.ts';

export class ServiceSettings {
  constructor(
    readonly instance: Instance,
    /** Undefined for main.cf. */
    readonly service: PlacedService | undefined,
  ) {}

  /** The expanded value; undefined if it is unknown. */
  text(name: string): string | undefined {
    // Without main.cf, its settings are unknown, so a default is only a guess.
    const isGuess = this.instance.files.main === undefined && this.at(name) === undefined;
    const expansion = isGuess ? undefined : this.instance.expanded(name, this.service);
    if (expansion === undefined || expansion.problems.length > 0 || expansion.undefinedNames.length > 0)
      return undefined;
    return expansion.text;
  }

  is(name: string): boolean {
    return parseBoolean(this.text(name) ?? '') === true;
  }

  /** Known, and not empty. */
  has(name: string): boolean {
    return (this.text(name) ?? '') !== '';
  }

  /** Known to be empty. */
  lacks(name: string): boolean {
    return this.text(name) === '';
  }

  /** The setting in the files; undefined for a default. */
  at(name: string): Location | undefined {
    const value = this.instance.value(name, this.service);
    return value && sourceLocation(this.instance, value.source);
  }
}
