import { torrentLists, withQuery } from "../../live/feeds.ts"
import { Failure } from "../../parts/Failure.tsx"
import { Waiting } from "../../parts/Loaded.tsx"
import { pageSize, useLongList } from "../../parts/useLongList.ts"
import { count } from "../../parts/words.ts"
import { torrentHeight, useDensity } from "../../shell/choices.ts"
import { columns, Heads, Order } from "./Heads.tsx"
import { Nothing } from "./Nothing.tsx"
import type { ListQuery } from "./query.ts"
import { TorrentRow } from "./TorrentRow.tsx"

/** Rows beyond the screen that are drawn already. */
const beyond = 12

/** Only the rows on the screen exist; the table says how many there are, and which is which. */
export const TorrentTable = ({ list: asked }: { readonly list: ListQuery }) => {
  const { query } = asked
  const { after, before, known, pages, place, rows } = useLongList({
    key: JSON.stringify(query),
    pageFrom: (offset) => torrentLists.at(withQuery("/api/torrents", { ...query, limit: pageSize, offset })),
    rowsOf: ({ torrents }) => torrents,
    rowHeight: torrentHeight[useDensity().shown],
    beyond
  })
  return (
    <div ref={place}>
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
