/** `0:05`, `1:02:09`; for a countdown and for the length of a clip. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
  return parts
    .map((part, index) => (index === 0 ? `${part}` : `${part}`.padStart(2, '0')))
    .join(':');
}

/** The length of a clip, whose last frame may end a moment before the full second. */
export function clipLength(seconds: number): string {
  return clock(seconds + 0.05);
}

/** Time to wait in the words of a person: `2 days 3 h`, `1 h 05 min`, `4:09`. */
export function remaining(seconds: number): string {
  if (seconds >= 86_400) {
    const days = Math.floor(seconds / 86_400);
    return `${days} ${days === 1 ? 'day' : 'days'} ${Math.floor((seconds % 86_400) / 3600)} h`;
  }
  if (seconds >= 3600) {
    const minutes = `${Math.floor((seconds % 3600) / 60)}`.padStart(2, '0');
    return `${Math.floor(seconds / 3600)} h ${minutes} min`;
  }
  return clock(seconds);
}

/** At most two decimals, no trailing zeros: `83.2`, `0.04`, `24`. */
export function number(value: number): string {
  return `${Math.round(value * 100) / 100}`;
}

/** `black_frames` → `Black frames`. */
export function words(name: string): string {
  const spaced = name.replaceAll(/[_-]+/g, ' ').trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

export function shorten(text: string, length: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).trimEnd()}…`;
}

/** A sentence ends like one, whoever wrote it. */
export function sentence(text: string): string {
  return text.replace(/[^.!?…]$/, '$&.');
}
