/** The part of `<server>/<model id>` that a job's id is unique in. */
export function serverOf(model: string): string {
  return model.split('/', 1)[0] ?? model;
}
