// Findings without those about a template's text, without those that comments silence, and with those about comments that silence nothing.

import { rules } from '../rules/index.ts';
import { type Silence, silences, suppress, unusedFinding, unusedSuppression } from '../rules/suppression.ts';
import { once } from '../syntax/once.ts';
import type { SourceText } from '../syntax/text.ts';
import { type LintSettings, type RuledFinding, ruled } from './diagnostics.ts';
import { withoutTemplated } from './templated.ts';

const silencesOf = once<SourceText, readonly Silence[]>(silences);

/** @param files every file of the instance, by URI */
export function withoutSuppressed(
  found: readonly RuledFinding[],
  files: ReadonlyMap<string, SourceText>,
  settings: LintSettings,
): readonly RuledFinding[] {
  let result = withoutTemplated(found, files);
  for (const [uri, text] of files) {
    const list = silencesOf(text);
    if (list.length === 0) continue;
    const [own, others] = [result.filter(isIn(uri)), result.filter((each) => !isIn(uri)(each))];
    const { kept, unused } = suppress(list, own, ({ rule, finding }) => ({
      code: rule.code,
      start: finding.at.start,
    }));
    result = [...others, ...kept, ...unused.flatMap((silence) => about(uri, silence, settings))];
  }
  return result;
}

function isIn(uri: string): (found: RuledFinding) => boolean {
  return ({ finding }) => finding.at.uri === uri;
}

/** A rule that is off would have found nothing anyhow. */
function about(uri: string, silence: Silence, settings: LintSettings): RuledFinding[] {
  const { code } = silence;
  const isOff = (name: string): boolean => settings.rules[name] === 'off';
  if (!settings.enable || isOff(unusedSuppression.code) || (code !== undefined && isOff(code))) return [];
  const isKnown = rules.some((rule) => rule.code === code);
  return [ruled(unusedSuppression, unusedFinding(uri, silence, isKnown), settings)];
}
