import { Button } from "@mantine/core"
import { containerList, type LibrarySection } from "../../live/library.ts"
import { Empty } from "../../parts/Empty.tsx"
import { Failure } from "../../parts/Failure.tsx"
import { Waiting } from "../../parts/Loaded.tsx"
import { pageSize, useLongList } from "../../parts/useLongList.ts"
import { count } from "../../parts/words.ts"
import { shelfHeight, useDensity } from "../../shell/choices.ts"
import { ContainerRow, columns } from "./ContainerRow.tsx"
import type { LibraryQuery } from "./libraryQuery.ts"
import { capital, kinds } from "./libraryWords.ts"

/** Rows beyond the screen that are drawn already. */
const beyond = 8

const Nothing = (props: {
  readonly section: LibrarySection
  readonly isFiltered: boolean
  readonly reset: () => void
}) => {
  const { isFiltered, section: one } = props
  const { app, container } = kinds[one.kind]
  if (one.containers > 0 && isFiltered) {
    return (
      <Empty
        icon="filter"
        title={`No ${container[0]} is like that`}
        action={
          <Button variant="default" h={44} mt="sm" onClick={props.reset}>
            Show everything
          </Button>
        }
      >
        The library of {one.section} has {count(one.containers, ...container)}; the filters above leave none of them.
      </Empty>
    )
  }
  if (one.readAt === null && one.reads) {
    return (
      <Empty icon="waiting" title={`The library of ${one.section} is not read yet`}>
        What is in it appears here by itself while it is read.
      </Empty>
    )
  }
  return one.reads ? (
    <Empty icon="library" title={`${one.section} has no ${container[1]}`}>
      They are added in {app} itself, and appear here soon after.
    </Empty>
  ) : null
}

/** Only the rows on the screen exist; the table says how many there are, and which is which. */
export const ContainerTable = (props: {
  readonly section: LibrarySection
  readonly query: LibraryQuery
  readonly isFiltered: boolean
  readonly reset: () => void
}) => {
  const { isFiltered, query, reset, section: one } = props
  const { container, thing } = kinds[one.kind]
  const { after, before, known, pages, place, rows } = useLongList({
    key: `${one.section} ${JSON.stringify(query)}`,
    pageFrom: (offset) => containerList(one.section, { ...query, limit: pageSize, offset }),
    rowsOf: ({ containers }) => containers,
    rowHeight: shelfHeight[useDensity().shown],
    beyond
  })
  return (
    <div ref={place}>
      <p className="q-small q-dim q-count" role="status">
        {pages.total === undefined ? " " : count(pages.total, ...container)}
      </p>
      {pages.error === undefined ? null : <Failure error={pages.error} retry={pages.refresh} />}
      {pages.total === undefined && known === 0 && pages.error === undefined ? <Waiting lines={8} /> : null}
      {pages.total === 0 ? <Nothing section={one} isFiltered={isFiltered} reset={reset} /> : null}
      {known === 0 || pages.total === 0 ? null : (
        <div className="q-tablebox">
          <table className="q-table q-shelves" aria-rowcount={known + 1}>
            <thead>
              <tr aria-rowindex={1}>
                <th scope="col">{capital(container[0])}, and what is searched for</th>
                <th scope="col" className="q-number q-shelf-more">
                  {container[1] === thing[1] ? null : capital(thing[1])}
                </th>
                <th scope="col" className="q-shelf-more">
                  Quality profile
                </th>
              </tr>
            </thead>
            <tbody>
              {before === 0 ? null : (
                <tr className="q-gap">
                  <td colSpan={columns} style={{ height: before }} />
                </tr>
              )}
              {rows.map(({ index }) => (
                <ContainerRow key={index} index={index} section={one.section} kind={one.kind} one={pages.row(index)} />
              ))}
              {after === 0 ? null : (
                <tr className="q-gap">
                  <td colSpan={columns} style={{ height: after }} />
                </tr>
              )}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}
