import { Progress } from "@mantine/core"
import type { ReactNode } from "react"
import { Link } from "wouter"
import type { TorrentDetail } from "../../../web/TorrentView.ts"
import { Copyable } from "../../parts/Copyable.tsx"
import { Status } from "../../parts/Status.tsx"
import { Ago, Until } from "../../parts/Time.tsx"
import { bytes, duration, percent, speed } from "../../parts/words.ts"
import { isChecking, stateWords } from "./torrentWords.ts"

const known = <A,>(value: A | null, show: (value: A) => ReactNode): ReactNode =>
  value === null ? "unknown" : show(value)

/** The torrent as its qBittorrent tells it. */
export const TorrentFacts = ({ torrent: one }: { readonly torrent: TorrentDetail }) => {
  const lines: ReadonlyArray<readonly [string, ReactNode]> = [
    ["State", <Status key="state" {...stateWords(one.state)} />],
    ["Done", known(one.progress, percent)],
    ["Section", one.section ?? "none"],
    ["Category", one.category === "" ? "none" : one.category],
    [
      "Tags",
      one.tags.length === 0
        ? "none"
        : one.tags.map((tag) => (
            <Link key={tag} href={`/torrents?tag=${encodeURIComponent(tag)}`} className="q-chip">
              {tag}
            </Link>
          ))
    ],
    ...(one.ignoredUntil === null
      ? []
      : [["Looked after again", <Until key="ignored" at={one.ignoredUntil} />] satisfies readonly [string, ReactNode]]),
    ["Size", known(one.size, bytes)],
    ["Left", known(one.amountLeft, bytes)],
    ["Download", known(one.dlspeed, speed)],
    ["Upload", known(one.upspeed, speed)],
    ["Time left", one.eta === null ? "unknown" : duration(one.eta)],
    ["Availability", known(one.availability, (value) => value.toFixed(2))],
    ["Ratio", known(one.ratio, (value) => value.toFixed(2))],
    ["Seeding", known(one.seedingTime, duration)],
    ["Added", <Ago key="added" at={one.addedOn} />],
    ["Complete", <Ago key="complete" at={one.completionOn} />],
    ["Last activity", <Ago key="activity" at={one.lastActivity} />],
    ["Queue", known(one.priority, String)],
    ["Trackers", one.trackers === null ? "not read yet" : one.trackers.join(", ") || "none"],
    ["Path", <Copyable key="path" text={one.contentPath} what="path" length={32} />]
  ]
  return (
    <>
      {one.progress === null || one.progress >= 1 || isChecking(one.state) ? null : (
        <Progress value={one.progress * 100} mb="sm" aria-label={`Downloaded: ${percent(one.progress)}`} />
      )}
      <dl className="q-facts">
        {lines.map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
