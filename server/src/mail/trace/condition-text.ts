// A condition in words: `if zen.spamhaus.org lists 192.0.2.1`.

import type { Condition } from './model.ts';

/** A clause that says what must be so for the answer to be this one. */
export function conditionClause({ question, answer }: Pick<Condition, 'question' | 'answer'>): string {
  const sentence = answer.replace(/\.$/, '');
  return ofFact(question, sentence) ?? ofSubject(question, sentence) ?? `if ${inSentence(sentence)}`;
}

/** `whether zen.spamhaus.org lists 192.0.2.1` */
function ofFact(question: string, answer: string): string | undefined {
  if (!question.startsWith('whether ')) return undefined;
  const fact = oneLine(question.slice('whether '.length));
  const [isYes, detail = ''] = /^(?:It (?:does|is|has)|The user may)(, with .+)?$/s.exec(answer) ?? [];
  if (isYes !== undefined) return `if ${fact}${detail}`;
  if (/^(?:It (?:does|is|has)|The user may) not$/.test(answer)) return `unless ${fact}`;
  if (answer === 'The lookup fails') return `if it cannot be determined whether ${fact}`;
  if (answer === 'It is not known yet') return `if it is not yet known whether ${fact}`;
  return undefined;
}

/** `what hash:/etc/aliases returns for kim`, `where the filter smtp:[127.0.0.1]:10025 returns the mail` */
function ofSubject(question: string, answer: string): string | undefined {
  const [, subject, key] =
    /^(?:what|which action|where) (.+?) (?:returns for (.+)|answers|returns the mail|does with the mail)$/s.exec(
      question,
    ) ?? [];
  if (subject === undefined) return undefined;
  if (answer === 'The lookup fails' && key !== undefined)
    return `if the lookup of ${oneLine(key)} in ${subject} fails`;
  if (!answer.startsWith('It ')) return undefined;
  return `if ${subject} ${answer.slice('It '.length)}${key === undefined ? '' : ` for ${oneLine(key)}`}`;
}

/** A sentence after another word. Names keep their case. */
function inSentence(sentence: string): string {
  return sentence.replace(/^(?:It|Its|The|This|That|There|A|An|No|One|All|They)\b/, (word) =>
    word.toLowerCase(),
  );
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
