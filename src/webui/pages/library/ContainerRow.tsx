import { memo } from "react"
import { Link, useLocation } from "wouter"
import type { LibraryKind, ShelfView } from "../../live/library.ts"
import { Status } from "../../parts/Status.tsx"
import { libraryAddress, shelfState, shelfWhy, thereWords } from "./libraryWords.ts"
import { Poster } from "./Poster.tsx"

/** Columns of the table. */
export const columns = 3

/** One movie, series, artist or author of the list; an outline while its page of the list is under way. */
export const ContainerRow = memo(
  (props: {
    readonly index: number
    readonly section: string
    readonly kind: LibraryKind
    readonly one: ShelfView | undefined
  }) => {
    const { index, kind, one, section } = props
    const [, navigate] = useLocation()
    if (one === undefined) {
      return (
        <tr aria-rowindex={index + 2} className="q-shelf" aria-busy="true">
          <td colSpan={columns} className="q-dim">
            …
          </td>
        </tr>
      )
    }
    const address = libraryAddress(section, one.id)
    return (
      // The link in it is what the keyboard uses; a click beside it is a convenience.
      <tr aria-rowindex={index + 2} className="q-shelf" onClick={() => navigate(address)}>
        <th scope="row">
          <div className="q-shelf-head">
            <Poster section={section} id={one.id} title={one.title} />
            <div className="q-shelf-words">
              <Link href={address} className="q-shelf-title" onClick={(event) => event.stopPropagation()}>
                {one.title}
                {one.year === null ? null : <span className="q-dim"> ({one.year})</span>}
              </Link>
              <Status {...shelfState(one, kind)} />
              <div className="q-shelf-why">{shelfWhy(one)}</div>
            </div>
          </div>
        </th>
        <td className="q-number q-shelf-more">{kind === "radarr" ? null : thereWords(one.counts, kind)}</td>
        <td className="q-shelf-more">{one.profile ?? "–"}</td>
      </tr>
    )
  }
)
ContainerRow.displayName = "ContainerRow"
