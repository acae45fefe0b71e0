import { Progress } from "@mantine/core"
import { percent } from "../../parts/words.ts"
import { isChecking, stateWords } from "./torrentWords.ts"

/** How far a recheck is; nothing where none goes on. */
export const Checking = (props: {
  readonly torrent: { readonly state: string; readonly progress: number | null }
  readonly size?: number
}) => {
  const { progress, state } = props.torrent
  if (!isChecking(state) || progress === null) return null
  return (
    <Progress.Root size={props.size ?? 6} className="q-check">
      <Progress.Section
        value={progress * 100}
        color="accent.4"
        aria-label={`${stateWords(state).word}: ${percent(progress)}`}
      />
    </Progress.Root>
  )
}
