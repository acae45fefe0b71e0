import { Button } from "@mantine/core"
import type { TargetView } from "../../../web/SearchView.ts"
import type { LibraryKind, ThingView } from "../../live/library.ts"
import { Icon } from "../../parts/Icon.tsx"
import { Status } from "../../parts/Status.tsx"
import { Ago } from "../../parts/Time.tsx"
import { resultOf } from "../searches/searchWords.ts"
import { thingState, whyOf } from "./libraryWords.ts"
import type { ThingSearch } from "./live.ts"

/** How a thing is; while it is searched for, that. */
export const ThingState = (props: { readonly thing: ThingView; readonly search: ThingSearch }) => {
  if (props.search.isRunning) return <Status tone="busy" icon="searches" word="being searched for" />
  if (props.search.isAskedFor) return <Status tone="busy" icon="waiting" word="searched for next" />
  return <Status {...thingState(props.thing)} />
}

/** An Arr notes a search of ours as one of its own, a little later; it tells nothing of what it found. Milliseconds. */
const sameWithin = 600_000

/** When it was searched for last, and what came of it; the Arr's own searches count, too. */
const Last = ({ search: { last }, thing }: { readonly thing: ThingView; readonly search: ThingSearch }) => {
  const told = thing.lastSearchedAt === null ? 0 : Date.parse(thing.lastSearchedAt)
  if (last !== undefined && Date.parse(last.sentAt) + sameWithin >= told) {
    return (
      <>
        Searched <Ago at={last.sentAt} />: {resultOf(last).word}.
      </>
    )
  }
  return thing.lastSearchedAt === null ? null : (
    <>
      Searched <Ago at={thing.lastSearchedAt} />.
    </>
  )
}

/** Why a thing is or is not searched for. */
export const Why = (props: { readonly thing: ThingView; readonly search: ThingSearch; readonly kind: LibraryKind }) => (
  <div className="q-thing-why">
    {props.search.isRunning || props.search.isAskedFor ? null : `${whyOf(props.thing, props.kind)} `}
    <Last thing={props.thing} search={props.search} />
  </div>
)

/** Searches for one thing at once. On a phone its icon says so. */
export const SearchButton = (props: {
  readonly target: TargetView
  /** What is searched for, for those who hear the button by itself. */
  readonly what: string
  /** On the button; default `Search now`. */
  readonly word?: string
  readonly isMain?: boolean
  readonly isBusy: boolean
  readonly search: (target: TargetView) => void
}) => (
  <Button
    variant={props.isMain === true ? "filled" : "default"}
    h={44}
    loading={props.isBusy}
    className={props.isMain === true ? "q-search-main" : "q-search-one"}
    aria-label={`${props.word ?? "Search now"}: ${props.what}`}
    onClick={() => props.search(props.target)}
  >
    <Icon name="searches" />
    <span className="q-search-word">{props.word ?? "Search now"}</span>
  </Button>
)
