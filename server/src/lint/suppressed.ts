// The last step: leaves out findings in template text and findings that comments suppress, and adds findings about
// comments that suppress nothing.

import type { SourceText } from '../syntax/text.ts';
import { withPlaceholders } from './placeholders.ts';
import type { Rule } from './rule.ts';
import { unusedSuppression } from './rules/unused-suppression.ts';
import { type LintSettings, type RatedFinding, rated } from './settings.ts';
import { type Suppression, suppress, suppressionsIn, unusedFinding } from './suppression.ts';
import { withoutTemplated } from './templates.ts';

/** @param files every file of the instance, by URI */
export function withoutSuppressed(
  found: readonly RatedFinding[],
  files: ReadonlyMap<string, SourceText>,
  settings: LintSettings,
  rules: readonly Rule[],
): readonly RatedFinding[] {
  let result = withPlaceholders(withoutTemplated(found, files), files);
  for (const [uri, text] of files) {
    const list = suppressionsIn(text);
    if (list.length === 0) continue;
    const [own, others] = [result.filter(isIn(uri)), result.filter((each) => !isIn(uri)(each))];
    const { kept, unused } = suppress(list, own, ({ rule, finding }) => ({
      code: rule.code,
      start: finding.at.start,
    }));
    result = [
      ...others,
      ...kept,
      ...unused.flatMap((suppression) => about(uri, suppression, settings, rules)),
    ];
  }
  return result;
}

function isIn(uri: string): (found: RatedFinding) => boolean {
  return ({ finding }) => finding.at.uri === uri;
}

/** A comment for a disabled rule is not reported. */
function about(
  uri: string,
  suppression: Suppression,
  settings: LintSettings,
  rules: readonly Rule[],
): RatedFinding[] {
  const { code } = suppression;
  const isOff = (name: string): boolean => settings.rules[name] === 'off';
  if (!settings.enable || isOff(unusedSuppression.code) || (code !== undefined && isOff(code))) return [];
  const isKnown = rules.some((rule) => rule.code === code);
  return [rated(unusedSuppression, unusedFinding(uri, suppression, isKnown), settings)];
}
