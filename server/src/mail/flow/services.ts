// The services of a configuration as the flow uses them: those of master.cf, and for a missing or partial file the ones
// that come with Postfix.

import { stockServices } from '../../catalog/services.ts';
import { sourceLocation } from '../../instance/expanded-values.ts';
import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import { serviceLocation } from '../relay-check.ts';
import { transportNames } from '../transports.ts';

export interface FlowService {
  readonly name: string;
  readonly type: string;
  /** Its base name: `smtpd`. */
  readonly program: string;
  /** Undefined for a service that is not in master.cf. */
  readonly placed?: PlacedService;
}

export class FlowServices {
  /** Services of the same name and type once: master(8) uses the last one. */
  readonly all: readonly FlowService[];
  /** What is assumed because master.cf is missing or incomplete. */
  readonly note: string | undefined;

  constructor(private readonly instance: Instance) {
    const placed = new Map(
      instance.services.map((service): [string, FlowService] => [
        service.key,
        { name: service.name, type: service.type, program: service.program, placed: service },
      ]),
    );
    const own = [...placed.values()];
    const { master } = instance.files;
    if (master !== undefined && transportNames(instance) !== undefined) {
      this.all = own;
      return;
    }
    this.all = [...own, ...usual.filter(({ name, type }) => isMissing(own, name, type))];
    this.note =
      master === undefined
        ? 'There is no master.cf. The picture shows the services that come with Postfix.'
        : 'This master.cf has no service that delivers mail. The picture adds the services that come with Postfix.';
  }

  /** The service that programs reach by this name. */
  named(name: string, types: readonly string[] = ['unix', 'fifo']): FlowService | undefined {
    return this.all.find((service) => service.name === name && types.includes(service.type));
  }

  running(...programs: readonly string[]): readonly FlowService[] {
    return this.all.filter(({ program }) => programs.includes(program));
  }

  text(name: string, service?: FlowService): string {
    return (this.instance.expanded(name, service?.placed)?.text ?? '').trim();
  }

  is(name: string, service?: FlowService): boolean {
    return parseBoolean(this.text(name, service)) === true;
  }

  /** The setting in force; undefined for a default. */
  at(name: string, service?: FlowService): Location | undefined {
    const value = this.instance.value(name, service?.placed);
    return value && sourceLocation(this.instance, value.source);
  }

  lineOf({ placed }: FlowService): Location | undefined {
    return serviceLocation(this.instance, placed);
  }
}

export function idOf({ name, type }: Pick<FlowService, 'name' | 'type'>): string {
  return `service:${name}/${type}`;
}

const usual: readonly FlowService[] = stockServices
  .filter(({ commented }) => commented !== true)
  .map(({ service, type, program }) => ({ name: service, type, program }));

/** A file that defines ports of its own needs no other ones. */
function isMissing(own: readonly FlowService[], name: string, type: string): boolean {
  const opensPorts = own.some((service) => service.type === 'inet');
  return !(type === 'inet' && opensPorts) && !own.some((s) => s.name === name && s.type === type);
}
