import { useState } from "react"
import { address } from "../../live/base.ts"
import { posterPath } from "../../live/library.ts"
import { initialsOf } from "./initials.ts"

/** Pictures that did not come, and when, epoch milliseconds: a list that is scrolled does not ask again and again. */
const missed = new Map<string, number>()

/** After this time a picture that did not come is asked for again, milliseconds. */
const patience = 300_000

/**
 * The picture of a movie, series, artist or author, over its initials, which stay where there is none. It says nothing
 * that the title beside it does not say, so it has no words for screen readers.
 */
export const Poster = (props: {
  readonly section: string
  readonly id: number
  readonly title: string
  readonly isLarge?: boolean
}) => {
  const source = address(posterPath(props.section, props.id))
  const [lost, setLost] = useState("")
  const isMissing = lost === source || Date.now() - (missed.get(source) ?? 0) < patience
  return (
    <span className={props.isLarge === true ? "q-poster q-poster-large" : "q-poster"} aria-hidden="true">
      {initialsOf(props.title)}
      {isMissing ? null : (
        <img
          key={source}
          src={source}
          alt=""
          loading="lazy"
          decoding="async"
          width={250}
          height={375}
          onError={() => {
            missed.set(source, Date.now())
            setLost(source)
          }}
        />
      )}
    </span>
  )
}
