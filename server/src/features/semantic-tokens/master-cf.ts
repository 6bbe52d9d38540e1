// The token types of the words in master.cf, except for the names and values of overrides.

import { program } from '../../catalog/services.ts';
import type { Span } from '../../syntax/text.ts';
import type { ServiceOccurrence } from '../occurrences/index.ts';
import { type ClassifiedSpan, classified } from './classified-span.ts';
import { isAddress } from './endpoints.ts';
import { operatorsIn } from './expressions.ts';

/** `at` counts from the start of the line, as all spans in the service do. */
export function classifyService(occurrence: ServiceOccurrence, at: Span): ClassifiedSpan[] {
  switch (occurrence.kind) {
    case 'field':
      return classifyField(occurrence, at);
    case 'option': {
      const { name, value } = occurrence.override;
      const { masked } = occurrence.service.item.line;
      const option = classified(at, 'keyword');
      if (name === undefined || value === undefined) return [option];
      return [option, operatorAt(masked.indexOf('=', name.end)), ...operatorsIn(masked, value)];
    }
    case 'program-option':
      return [classified(at, 'keyword')];
    case 'attribute':
      return [classified(at, 'parameter'), operatorAt(at.end)];
    case 'attribute-flag':
      return [classified(at, 'enumMember')];
    case 'command-word':
      return occurrence.first || occurrence.text.startsWith('/') ? [classified(at, 'string')] : [];
    case 'macro':
      return [classified(at, 'variable')];
    case 'argument':
      // Its parts are separate occurrences.
      return [];
  }
}

function classifyField(
  { field, text, service }: ServiceOccurrence & { kind: 'field' },
  at: Span,
): ClassifiedSpan[] {
  switch (field) {
    case 'service': {
      const port = service.type === 'inet' ? /:([^:\]]+)$/.exec(text)?.[1] : undefined;
      if (port === undefined) return [classified(at, 'class', 'declaration')];
      const portStart = at.end - port.length;
      const host = { start: at.start, end: portStart - 1 };
      return [
        isAddress(text.slice(0, -port.length - 1))
          ? classified(host, 'number')
          : classified(host, 'class', 'declaration'),
        operatorAt(portStart - 1),
        classified({ start: portStart, end: at.end }, 'number'),
      ];
    }
    case 'type':
      return [classified(at, 'type', 'defaultLibrary')];
    case 'command':
      return [
        program(text) === undefined
          ? classified(at, 'function')
          : classified(at, 'function', 'defaultLibrary'),
      ];
    default: {
      const digits = /^\d*/.exec(text)?.[0].length ?? 0;
      if (digits === 0) return [classified(at, 'enumMember')];
      const end = at.start + digits;
      const number = classified({ start: at.start, end }, 'number');
      return text.charAt(digits) === '?' ? [number, operatorAt(end)] : [number];
    }
  }
}

function operatorAt(start: number): ClassifiedSpan {
  return classified({ start, end: start + 1 }, 'operator');
}
