/**
 * What one of our own programs answers in JSON. Which shape that is, the caller knows, and the
 * assertions on it fail when it is another.
 */
export async function jsonAt<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  return JSON.parse(await response.text());
}
