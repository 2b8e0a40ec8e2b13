import type { CatalogueFile } from '../domain/models/catalogue.ts';
import { LOCAL } from './local.ts';
import { VIDEOS } from './videos.ts';

/** Everything that is known of who generates, a file per provider. */
export const CATALOGUE: readonly CatalogueFile[] = [LOCAL, VIDEOS];
