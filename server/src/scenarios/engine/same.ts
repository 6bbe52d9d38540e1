/** Whether two words are the same to Postfix: restrictions, domains and keys in capitals, too. */
export function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
