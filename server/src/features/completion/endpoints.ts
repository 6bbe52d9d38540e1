// Endpoints: of policy servers, SASL servers and milters; and the settings of a milter in braces.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { atLeast } from '../../catalog/release.ts';
import { pathAnswer } from './files.ts';
import { inUse } from './in-use.ts';
import { type Answer, keywords, nothing, type Offer, values } from './offer.ts';
import { type ElementPlace, elementOf, wordsOf } from './value.ts';
import { leading } from './words.ts';

/** `inet:`, `unix:`, endpoints that are in use, and behind `unix:` the sockets below the queue directory. */
export async function endpointAnswer(at: ElementPlace, own: readonly Offer[]): Promise<Answer> {
  const { place, typed, rest } = at;
  const { instance } = place.snapshot;
  const [socket, path = ''] = /^(?:unix|local):(.*)$/s.exec(typed) ?? [];
  if (socket !== undefined) {
    const base = instance.expanded('queue_directory')?.text;
    return pathAnswer(place, path, rest, base === undefined ? {} : { base });
  }
  if (typed.includes('$')) return nothing;
  const forms = ['inet:', 'unix:'].map(
    (label): Offer => ({ label, kind: CompletionItemKind.Interface, again: true }),
  );
  const type = typed.includes(':') ? rest : leading(rest, (code) => code !== 58);
  return { typed, rest: type, offers: [...values(inUse(instance).endpoints, 'in use'), ...own, ...forms] };
}

/** milter.c, in the braces of smtpd_milters: names of settings, and the actions of one. */
const settings = ['connect_timeout', 'command_timeout', 'content_timeout', 'default_action', 'protocol'];

export function milterSettingAnswer({ place, typed, rest }: ElementPlace): Answer {
  const { instance } = place.snapshot;
  if (!atLeast(instance.release, '3.0')) return nothing;
  const [, name, value] = /^(\w+)=(.*)$/s.exec(typed) ?? [];
  if (value === undefined) {
    const offers = settings.map(
      (setting): Offer => ({
        label: setting,
        kind: CompletionItemKind.Property,
        insert: `${setting}=`,
        again: true,
        subject: { parameter: `milter_${setting}` },
      }),
    );
    return { typed, rest: leading(rest, (code) => code !== 61), offers };
  }
  if (name !== 'default_action') return nothing;
  const type = instance.catalog.parameter('milter_default_action')?.type;
  const words = type === undefined ? [] : wordsOf(elementOf(type), instance.release);
  return { typed: value, rest, offers: keywords(words) };
}
