// The eight fields of a service in master.cf, in their order.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { atLeast, type Release } from '../../catalog/release.ts';
import {
  program,
  programNames,
  type StockService,
  serviceTypes,
  stockServices,
} from '../../catalog/services.ts';
import { type MasterField, masterFields } from '../../syntax/master-cf.ts';
import { masterBlank, splitWords } from '../../syntax/words.ts';
import { type Answer, nothing, type Offer, values } from './offer.ts';
import type { Place } from './place.ts';
import { leading } from './words.ts';

/** A field, by those in front of it. */
export function fieldAnswer(place: Place, fields: readonly string[], typed: string): Answer {
  const field = masterFields[fields.length];
  if (field === undefined) return nothing;
  const rest = leading(place.after, (code) => !masterBlank(code));
  // In a gap of a whole service a word would move all that follows by one field.
  if (typed === '' && rest === '' && countWords(place) >= masterFields.length) return nothing;
  const offers = fieldOffers(place, field, fields);
  // While a service is being written each field leads to the next one.
  const leadsOn = place.after.trim() === '' && field !== 'command';
  return {
    typed,
    rest,
    offers: leadsOn ? offers.map((o) => ({ ...o, insert: `${o.label} `, again: true })) : offers,
  };
}

function countWords({ before, after }: Place): number {
  const text = before + after;
  return splitWords(text, 0, text.length, { separator: masterBlank, braces: true }).length;
}

function fieldOffers(
  { snapshot: { instance } }: Place,
  field: MasterField,
  fields: readonly string[],
): Offer[] {
  const { release } = instance;
  const stock = stockServices.filter((s) => s.service === fields[0] && (fields[1] ?? s.type) === s.type);
  const usual = [...new Set(stock.map((s) => stockField(s, field)))];
  switch (field) {
    case 'service': {
      const there = new Set(instance.services.map((s) => s.name));
      const names = stockServices.filter((s) => exists(s, release)).map((s) => s.service);
      const lacking = names.filter((name) => !there.has(name));
      return [...new Set(lacking)].map((label) => ({ label, kind: CompletionItemKind.Module }));
    }
    case 'type':
      return words(
        usual,
        Object.keys(serviceTypes).filter((t) => atLeast(release, serviceTypes[t] ?? '2.0')),
      );
    case 'private':
      // A network service cannot be private (master_ent.c).
      return words(usual, fields[1] === 'inet' ? ['n'] : ['-', 'y', 'n']);
    case 'unprivileged':
    case 'chroot':
      return words(usual, ['-', 'y', 'n']);
    case 'wakeup':
      return words(usual, ['-', '0', '60', '300', '1000?']);
    case 'process_limit':
      return words(usual, ['-', '0', '1', '10', '100']);
    case 'command':
      return words(
        usual,
        programNames.filter((name) => atLeast(release, program(name)?.since ?? '2.0')),
      ).map((offer) => ({
        ...offer,
        kind: CompletionItemKind.Module,
        subject: { word: ['program', offer.label] },
      }));
  }
}

function exists({ program: name }: StockService, release: Release): boolean {
  return atLeast(release, program(name)?.since ?? '2.0');
}

function stockField(service: StockService, field: MasterField): string {
  switch (field) {
    case 'unprivileged':
      return service.unpriv;
    case 'process_limit':
      return service.maxproc;
    case 'command':
      return service.program;
    default:
      return service[field];
  }
}

/** What the master.cf of Postfix itself has for this service comes first. */
function words(usual: readonly string[], all: readonly string[]): Offer[] {
  const first = usual.filter((word) => all.includes(word));
  return [...values(first, 'usual'), ...values(all.filter((word) => !first.includes(word)))].map((offer) => ({
    ...offer,
    kind: CompletionItemKind.EnumMember,
  }));
}
