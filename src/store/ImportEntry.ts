import type { TorrentId } from "../clients/qbittorrent/TorrentId.ts"

/**
 * Where the import of one complete torrent stands; one row per torrent and Arr section, kept across restarts so that
 * an import is triggered exactly once. Times are epoch milliseconds.
 * `asked`: the Arr was told to look at its downloads · `scanning`: the intent to send the scan command is written
 * (commandId once the Arr accepted it) · `imported`: confirmed by the Arr's history · `stuck`: the Arr refuses, see `reason`.
 */
export interface ImportEntry {
  readonly id: TorrentId
  readonly section: string
  readonly state: "asked" | "scanning" | "imported" | "stuck"
  readonly since: number
  readonly commandId: number | undefined
  readonly reason: string | undefined
}
