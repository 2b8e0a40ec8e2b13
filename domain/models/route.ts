import type { Charge } from './price.ts';

/** What would be bought for a request: decided when it is accepted, then data. */
export interface Route {
  /** `<account>/<model>`, as the caller writes it. */
  model: string;
  /** What will come back, which is not always what was asked. Null: open, so no promise. */
  shape: {
    width: number;
    height: number;
    /** Seconds. */
    duration: number | null;
    frameRate: number | null;
    audio: boolean;
  };
  /** The provider's own words for that shape, spread into the create as they are. */
  as: Record<string, string>;
  /** Null: it has no price that we know. */
  quote: Charge | null;
}
