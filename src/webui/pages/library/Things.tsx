import { useState } from "react"
import type { ContainerDetail, ThingView } from "../../live/library.ts"
import { number } from "../../parts/words.ts"
import { kinds } from "./libraryWords.ts"
import { type Searching, searchOf } from "./live.ts"
import { SearchButton, ThingState, Why } from "./Searched.tsx"
import { type Group, groupsOf, openAtFirst } from "./seasons.ts"
import type { useSearchNow } from "./useSearchNow.ts"

const dayFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" })

const two = (value: number): string => String(value).padStart(2, "0")

/** `S01E05`; nothing for what is no episode. */
const place = ({ episodeNumber, seasonNumber }: ThingView): string =>
  seasonNumber === null ? "" : `S${two(seasonNumber)}E${episodeNumber === null ? "?" : two(episodeNumber)}`

interface Surroundings {
  readonly detail: ContainerDetail
  readonly searching: Searching
  readonly now: ReturnType<typeof useSearchNow>
}

const Row = ({ around, thing }: { readonly thing: ThingView; readonly around: Surroundings }) => {
  const { detail, now, searching } = around
  const search = searchOf(thing, searching)
  const name = [place(thing), thing.title].filter((part) => part !== "").join(" ")
  return (
    <li className="q-thing">
      <div className="q-thing-words">
        <div className="q-thing-head">
          <span className="q-thing-title">
            {place(thing) === "" ? null : <span className="q-dim q-steady">{place(thing)} </span>}
            {thing.title}
          </span>
          {thing.airsAt === null ? null : (
            <time dateTime={thing.airsAt} className="q-small q-dim">
              {dayFormat.format(Date.parse(thing.airsAt))}
            </time>
          )}
          <ThingState thing={thing} search={search} />
          {thing.requested ? <span className="q-chip">requested</span> : null}
        </div>
        <Why thing={thing} search={search} kind={detail.kind} />
      </div>
      <SearchButton target={thing.target} what={name} isBusy={now.isBusy(thing.target)} search={now.search} />
    </li>
  )
}

const headOf = ({ season }: Group, detail: ContainerDetail): string => {
  if (season === null) return detail.kind === "lidarr" ? "Albums" : "Books"
  return season === 0 ? "Specials" : `Season ${season}`
}

const Part = (props: { readonly group: Group; readonly isOpen: boolean; readonly around: Surroundings }) => {
  const { around, group } = props
  const { detail, now } = around
  const [isOpen, setOpen] = useState(props.isOpen)
  const head = headOf(group, detail)
  const target =
    group.season === null ? undefined : { kind: "season" as const, seriesId: detail.id, seasonNumber: group.season }
  return (
    <section className="q-card q-part">
      <div className="q-part-head">
        <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>
            <h2>{head}</h2>
            <span className="q-small q-dim">
              {number(group.there)} of {number(group.things.length)} there
            </span>
            {group.missing === 0 ? null : <span className="q-small q-warned">{number(group.missing)} missing</span>}
          </summary>
        </details>
        {target === undefined ? null : (
          <SearchButton
            target={target}
            what={`${detail.title}, ${head.toLowerCase()}`}
            word={group.season === 0 ? "Search the specials" : "Search the season"}
            isBusy={now.isBusy(target)}
            search={now.search}
          />
        )}
      </div>
      {isOpen ? (
        <ul className="q-plain">
          {group.things.map((thing) => (
            <Row key={thing.id} thing={thing} around={around} />
          ))}
        </ul>
      ) : null}
    </section>
  )
}

/** Everything that is in a series, or by an artist or author, season by season. */
export const Things = (around: Surroundings) => {
  const groups = groupsOf(around.detail.items)
  const open = openAtFirst(groups)
  if (groups.length === 0) {
    return <p className="q-dim">There are no {kinds[around.detail.kind].thing[1]} in it.</p>
  }
  return (
    <>
      {groups.map((group) => (
        <Part key={group.season ?? "all"} group={group} isOpen={open.has(group.season)} around={around} />
      ))}
    </>
  )
}
