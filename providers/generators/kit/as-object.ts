/** Null for anything else: foreign JSON is looked into field by field, never trusted as a shape. */
export function asObject(value: unknown): Record<string, unknown> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return { ...value };
}
