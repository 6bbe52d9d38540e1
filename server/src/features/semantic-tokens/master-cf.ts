// What the words of master.cf are, besides the names and values of overrides.

import { program } from '../../catalog/services.ts';
import type { Span } from '../../syntax/text.ts';
import type { ServiceSpot } from '../spots/spot.ts';
import { isAddress } from './addresses.ts';
import { operatorsIn } from './expressions.ts';
import { type Paint, paint } from './paint.ts';

/** `at` counts from the line's start, as everything inside the service does. */
export function paintsOfService(spot: ServiceSpot, at: Span): Paint[] {
  switch (spot.kind) {
    case 'field':
      return paintsOfField(spot, at);
    case 'option': {
      const { name, value } = spot.override;
      const { masked } = spot.service.item.line;
      const option = paint(at, 'keyword');
      if (name === undefined || value === undefined) return [option];
      return [option, operatorAt(masked.indexOf('=', name.end)), ...operatorsIn(masked, value)];
    }
    case 'program-option':
      return [paint(at, 'keyword')];
    case 'attribute':
      return [paint(at, 'parameter'), operatorAt(at.end)];
    case 'attribute-flag':
      return [paint(at, 'enumMember')];
    case 'command-word':
      return spot.first || spot.text.startsWith('/') ? [paint(at, 'string')] : [];
    case 'macro':
      return [paint(at, 'variable')];
    case 'argument':
      // What is known of its parts follows it.
      return [];
  }
}

function paintsOfField({ field, text, service }: ServiceSpot & { kind: 'field' }, at: Span): Paint[] {
  switch (field) {
    case 'service': {
      const port = service.type === 'inet' ? /:([^:\]]+)$/.exec(text)?.[1] : undefined;
      if (port === undefined) return [paint(at, 'class', 'declaration')];
      const portStart = at.end - port.length;
      const host = { start: at.start, end: portStart - 1 };
      return [
        isAddress(text.slice(0, -port.length - 1))
          ? paint(host, 'number')
          : paint(host, 'class', 'declaration'),
        operatorAt(portStart - 1),
        paint({ start: portStart, end: at.end }, 'number'),
      ];
    }
    case 'type':
      return [paint(at, 'type', 'defaultLibrary')];
    case 'command':
      return [program(text) === undefined ? paint(at, 'function') : paint(at, 'function', 'defaultLibrary')];
    default: {
      const digits = /^\d*/.exec(text)?.[0].length ?? 0;
      if (digits === 0) return [paint(at, 'enumMember')];
      const end = at.start + digits;
      const number = paint({ start: at.start, end }, 'number');
      return text.charAt(digits) === '?' ? [number, operatorAt(end)] : [number];
    }
  }
}

function operatorAt(start: number): Paint {
  return paint({ start, end: start + 1 }, 'operator');
}
