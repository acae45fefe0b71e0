import { useWindowVirtualizer } from "@tanstack/react-virtual"
import { useLayoutEffect, useRef, useState } from "react"
import { Failure } from "../../parts/Failure.tsx"
import { Waiting } from "../../parts/Loaded.tsx"
import { count } from "../../parts/words.ts"
import { torrentHeight, useDensity } from "../../shell/choices.ts"
import { columns, Heads, Order } from "./Heads.tsx"
import { Nothing } from "./Nothing.tsx"
import type { ListQuery } from "./query.ts"
import { TorrentRow } from "./TorrentRow.tsx"
import { usePages } from "./usePages.ts"

/** Rows beyond the screen that are drawn already. */
const beyond = 12

/** Only the rows on the screen exist; the table says how many there are, and which is which. */
export const TorrentTable = ({ list: asked }: { readonly list: ListQuery }) => {
  const { query } = asked
  const table = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [known, setKnown] = useState(0)
  // Rows are of one height, so that the place of each is known without drawing it.
  const rowHeight = torrentHeight[useDensity().shown]
  useLayoutEffect(() => {
    const place = table.current
    if (place !== null) setTop(place.getBoundingClientRect().top + window.scrollY)
  }, [])
  const list = useWindowVirtualizer({
    count: known,
    estimateSize: () => rowHeight,
    overscan: beyond,
    scrollMargin: top,
    useFlushSync: false
  })
  const measured = useRef(rowHeight)
  useLayoutEffect(() => {
    if (measured.current === rowHeight) return
    measured.current = rowHeight
    list.measure()
  }, [list, rowHeight])
  const rows = list.getVirtualItems()
  const pages = usePages(query, rows[0]?.index ?? 0, rows.at(-1)?.index ?? 0, known)
  // While the first page of another filter is under way, the length of the list stays.
  if (pages.total !== undefined && pages.total !== known) setKnown(pages.total)
  const before = Math.max(0, (rows[0]?.start ?? top) - top)
  const after = Math.max(0, list.getTotalSize() - ((rows.at(-1)?.end ?? top) - top))
  return (
    <div ref={table}>
      <div className="q-above">
        <p className="q-small q-dim q-count" role="status">
          {pages.total === undefined ? " " : count(pages.total, "torrent")}
        </p>
        <Order list={asked} />
      </div>
      {pages.error === undefined ? null : <Failure error={pages.error} retry={pages.refresh} />}
      {pages.total === undefined && known === 0 && pages.error === undefined ? <Waiting lines={8} /> : null}
      {pages.total === 0 ? <Nothing list={asked} /> : null}
      {known === 0 || pages.total === 0 ? null : (
        <div className="q-tablebox">
          <table className="q-table q-torrents" aria-rowcount={known + 1}>
            <thead>
              <Heads list={asked} />
            </thead>
            <tbody>
              {before === 0 ? null : (
                <tr className="q-gap">
                  <td colSpan={columns.length} style={{ height: before }} />
                </tr>
              )}
              {rows.map(({ index }) => (
                <TorrentRow key={index} index={index} torrent={pages.row(index)} />
              ))}
              {after === 0 ? null : (
                <tr className="q-gap">
                  <td colSpan={columns.length} style={{ height: after }} />
                </tr>
              )}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}
