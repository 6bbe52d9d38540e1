// Old forms: syntax and names from outdated articles and old releases. Hover explains them, and a code action writes
// the current form.

export { type FoundForm, oldFormAt } from './recognize.ts';
export { rewritesAt } from './rewrite.ts';
