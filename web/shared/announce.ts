import { useEffect } from 'preact/hooks';

/** Tells those who do not see the page what has just changed on it. */
export function announce(message: string): void {
  const announcer = document.getElementById('announcer');
  // Equal text written again would make a screen reader repeat itself.
  if (announcer !== null && announcer.textContent !== message) announcer.textContent = message;
}

/** Announces a message when it comes up, and again whenever it becomes another one. */
export function useAnnouncement(message: string): void {
  useEffect(() => announce(message), [message]);
}
