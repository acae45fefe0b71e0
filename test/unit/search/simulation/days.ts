import { isLong } from "../../../harness/span.ts"

/** A whole month takes minutes of a core. */
export const days = isLong ? 30 : 2
