/** Where the absolute URLs that we hand out begin; records hold none. */
export interface Addresses {
  /** Without a slash at the end, as all of these. */
  publicUrl: string;
  temporalUi: string | null;
  namespace: string;
}
