import type { ArrAdapter } from "./ArrAdapter.ts"
import type { ArrKind } from "./ArrKind.ts"
import { lidarr } from "./lidarr.ts"
import { radarr } from "./radarr.ts"
import { readarr } from "./readarr.ts"
import { sonarr } from "./sonarr.ts"

/** One adapter per program. */
export const adapters: { readonly [Kind in ArrKind]: ArrAdapter } = { radarr, sonarr, lidarr, readarr }
