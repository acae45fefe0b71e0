import { useCallback, useState } from "react"
import type { TargetView } from "../../../web/SearchView.ts"
import { wordsOf } from "../../live/Problem.ts"
import { order } from "../../live/searches.ts"
import { complain, tell } from "../../parts/toasts.tsx"
import { takenWords } from "../searches/searchWords.ts"

/** Asks for searches, one at a time for each thing, and says what the daemon makes of it. */
export const useSearchNow = (
  section: string
): {
  readonly search: (target: TargetView) => void
  readonly isBusy: (target: TargetView) => boolean
} => {
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set())
  const search = useCallback(
    (target: TargetView) => {
      const key = JSON.stringify(target)
      setBusy((before) => new Set(before).add(key))
      order({ section, target })
        .then((answer) => {
          if (answer._tag === "Several") return complain(answer.text)
          const { first, rest } = takenWords(answer)
          tell(`${first}. ${rest}`)
        })
        .catch((error: unknown) => complain(wordsOf(error)))
        .finally(() => setBusy((before) => new Set([...before].filter((one) => one !== key))))
    },
    [section]
  )
  return { search, isBusy: (target) => busy.has(JSON.stringify(target)) }
}
