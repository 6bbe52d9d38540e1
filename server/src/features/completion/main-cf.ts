// main.cf: a name, or behind the equals sign its value.

import { typeOf } from '../spots/main-cf.ts';
import { entryOffers } from './names.ts';
import { type Answering, nothing } from './offer.ts';
import type { Place } from './place.ts';
import { valueAnswer } from './values.ts';
import { isParameterChar, leading, trailing } from './words.ts';

export function mainCfAnswer(place: Place): Answering {
  const { before, snapshot } = place;
  const equals = before.indexOf('=');
  if (equals < 0) return nameAnswer(place);
  const parameter = before.slice(0, equals).trimEnd();
  if (parameter === '' || /\s/.test(parameter)) return nothing;
  const type = typeOf(snapshot.instance, parameter, undefined);
  return valueAnswer({ place, type, parameter, before: before.slice(equals + 1) });
}

function nameAnswer({ before, after, snapshot }: Place): Answering {
  const typed = trailing(before, isParameterChar);
  if (typed !== before) return nothing;
  const rest = leading(after, isParameterChar);
  const isFollowed = /^\s*=/.test(after.slice(rest.length));
  return { typed, rest, offers: entryOffers(snapshot, isFollowed ? '' : ' = ') };
}
