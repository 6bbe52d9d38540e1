// Numbers of the queue view, for people.

/** `1 message`, `12,345 messages` */
export function messages(count: number): string {
  return count === 1 ? '1 message' : `${count.toLocaleString('en')} messages`;
}

/** `3 of 5 messages` */
export function someOf(count: number, all: number): string {
  return `${count.toLocaleString('en')} of ${messages(all)}`;
}

/** How many messages match a filter: `3 of 5 messages match “example.com”, 12 KB`. */
export function matching(count: number, all: number, filter: string, bytes: number): string {
  if (count > 0)
    return `${someOf(count, all)} ${count === 1 ? 'matches' : 'match'} “${filter}”, ${size(bytes)}`;
  return all === 1
    ? `The message does not match “${filter}”.`
    : `None of the ${messages(all)} match “${filter}”.`;
}

/** `512 bytes`, `3 KB`, `1.5 MB` */
export function size(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = '';
  for (const next of units) {
    if (value < 1024) break;
    value /= 1024;
    unit = next;
  }
  return `${value < 10 && unit !== 'KB' ? Math.round(value * 10) / 10 : Math.round(value)} ${unit}`;
}

/** The time since then in its largest unit: `5 min`, `3 h`, `2 d`. */
export function age(from: number, now: number): string {
  const passed = Math.max(0, now - from);
  if (passed < 60) return `${Math.floor(passed)} s`;
  if (passed < 3600) return `${Math.floor(passed / 60)} min`;
  return passed < 172_800 ? `${Math.floor(passed / 3600)} h` : `${Math.floor(passed / 86_400)} d`;
}
