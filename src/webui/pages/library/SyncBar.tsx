import { Progress } from "@mantine/core"
import type { LibrarySync } from "../../live/library.ts"
import { number } from "../../parts/words.ts"

const doing: Readonly<Record<string, string>> = {
  list: "Reading the list",
  items: "Reading the library",
  changes: "Reading what changed"
}

/** How far the reading of a library is. Progress is shown, not read out at every step. */
export const SyncBar = ({ section, sync }: { readonly section: string; readonly sync: LibrarySync }) => {
  const { done, phase, total } = sync
  const words = total === 0 ? "not told yet how much" : `${number(done)} of ${number(total)} read`
  return (
    <div className="q-sync">
      <span className="q-small">
        {doing[phase] ?? "Reading the library"}: {words}
      </span>
      <Progress.Root>
        <Progress.Section
          value={total === 0 ? 0 : (done / total) * 100}
          withAria={false}
          role="progressbar"
          aria-label={`Reading the library of ${section}`}
          aria-valuemin={0}
          aria-valuemax={Math.max(total, 1)}
          aria-valuenow={done}
          aria-valuetext={words}
        />
      </Progress.Root>
    </div>
  )
}
