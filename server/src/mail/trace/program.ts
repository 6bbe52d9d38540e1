// One program of Postfix on a mail's way: its settings, with the overrides of the service that it runs as, and the steps
// that it records.

import { atLeast } from '../../catalog/release.ts';
import { type ExpandedValue, expandedValue, sourceLocation } from '../../instance/expanded-values.ts';
import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import { casefold } from '../casefold.ts';
import type { ExtensionRules } from './addresses.ts';
import type { Journey } from './journey.ts';
import type { Step } from './model.ts';

export class Program {
  constructor(
    readonly journey: Journey,
    /** The name in steps: `cleanup`. */
    readonly name: string,
    /** Undefined for main.cf alone. */
    readonly service: PlacedService | undefined,
  ) {}

  get instance(): Instance {
    return this.journey.system.instance;
  }

  /** The expanded value; empty if nothing sets it. */
  text(parameter: string): string {
    return this.instance.expanded(parameter, this.service)?.text ?? '';
  }

  is(parameter: string): boolean {
    return parseBoolean(this.text(parameter)) === true;
  }

  number(parameter: string): number {
    const value = Number.parseInt(this.text(parameter), 10);
    return Number.isNaN(value) ? 0 : value;
  }

  /** The words of a list, separated by commas and white space. */
  words(parameter: string): readonly string[] {
    return this.text(parameter)
      .split(/[\s,]+/)
      .filter((word) => word !== '');
  }

  /** The value and the places of its words; undefined if nothing sets it. */
  value(parameter: string): ExpandedValue | undefined {
    return expandedValue(this.instance, parameter, this.service);
  }

  /** Whether the target release is this one or a newer one. */
  since(release: string): boolean {
    return atLeast(this.instance.release, release);
  }

  /** The form in which the program compares texts that are not case-sensitive. */
  fold(text: string): string {
    return casefold(text, this.is('smtputf8_enable'));
  }

  /** The settings of parameters, without those that have their defaults. */
  at(...parameters: readonly string[]): readonly Location[] {
    return parameters.flatMap((parameter) => {
      const value = this.instance.value(parameter, this.service);
      return (value && sourceLocation(this.instance, value.source)) ?? [];
    });
  }

  step(step: Omit<Step, 'program'>): void {
    this.journey.step({ program: this.name, ...step });
  }

  /** How the program splits an address. */
  get extensions(): ExtensionRules {
    const delimiters = this.text('recipient_delimiter');
    return {
      // Older releases use one character.
      delimiters: this.since('2.11') ? delimiters : delimiters.slice(0, 1),
      doubleBounce: this.text('double_bounce_sender'),
      ownerRequest: this.is('owner_request_special'),
    };
  }
}

/** The program of a service on a socket. Without such a service, the settings of main.cf apply. */
export function programOf(journey: Journey, name: string, serviceName: string): Program {
  const service = journey.system.instance.services.findLast(
    (each) => each.name === serviceName && each.type !== 'inet',
  );
  return new Program(journey, name, service);
}
