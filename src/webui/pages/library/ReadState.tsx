import type { LibrarySection } from "../../live/library.ts"
import { Status } from "../../parts/Status.tsx"
import { Ago } from "../../parts/Time.tsx"
import { sectionState } from "./libraryWords.ts"
import { SyncBar } from "./SyncBar.tsx"

const Standing = ({ section: one }: { readonly section: LibrarySection }) => {
  const state = sectionState(one)
  return (
    <span>
      <Status {...state} />{" "}
      {one.readAt === null ? null : (
        <span className="q-dim">
          {state.tone === "good" ? null : "· last "}
          <Ago at={one.readAt} />
        </span>
      )}
    </span>
  )
}

/** How a library stands, and while it is read how far it is, in the same place: nothing around it moves. */
export const ReadState = ({ section: one }: { readonly section: LibrarySection }) => (
  <div className="q-read-state q-small">
    {one.sync === null || one.sync.phase === "idle" ? (
      <Standing section={one} />
    ) : (
      <SyncBar section={one.section} sync={one.sync} />
    )}
  </div>
)
