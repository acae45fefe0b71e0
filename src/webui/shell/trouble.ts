import { processList } from "../live/processes.ts"
import { useResource } from "../live/Resource.ts"

/** How many processes have failed: the one number that is shown wherever one is. */
export const useFailed = (): number =>
  useResource(processList).data?.processes.filter(({ state }) => state === "failed").length ?? 0
