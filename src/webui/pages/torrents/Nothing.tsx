import { Button } from "@mantine/core"
import { Link } from "wouter"
import { Empty } from "../../parts/Empty.tsx"
import type { ListQuery } from "./query.ts"

/** Why the list is empty, and what to do about it. */
export const Nothing = ({ list }: { readonly list: ListQuery }) => {
  const { clear, isFiltered, query } = list
  const all = (
    <Button variant="default" h={44} mt="sm" onClick={clear}>
      Show all torrents
    </Button>
  )
  const others = Object.entries(query).filter(
    ([name, value]) => value !== "" && !["sort", "order", "attention"].includes(name)
  )
  if (query.attention === "true" && others.length === 0) {
    return (
      <Empty icon="ok" title="No torrent waits for you" action={all}>
        Whatever the rules cannot mend by themselves is listed here: errors, missing files, imports that are stuck.
      </Empty>
    )
  }
  if (isFiltered) {
    return (
      <Empty icon="filter" title="No torrent is like that" action={all}>
        Clear a filter to see more. What was removed is found in <Link href="/activity">activity</Link>.
      </Empty>
    )
  }
  return (
    <Empty icon="torrents" title="There are no torrents">
      They appear as soon as a qBittorrent answers; which ones are asked is set in the{" "}
      <Link href="/config">config</Link>.
    </Empty>
  )
}
