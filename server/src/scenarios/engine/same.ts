/** Whether two words are equal for Postfix, which ignores case in restrictions, domains, and keys. */
export function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
