import * as Effect from "effect/Effect"
import type { QbittorrentClient } from "../../../src/clients/qbittorrent/QbittorrentClient.ts"

const unexpected = Effect.dieMessage("this call is not expected here")

/** A client whose calls die unless given, for tests of what happens with answers rather than on the wire. */
export const clientStub = (given: Partial<QbittorrentClient>): QbittorrentClient => ({
  name: "qBit",
  usesSync: true,
  features: Effect.succeed({
    version: "v5.1.4",
    webapiVersion: "2.11.4",
    stop: "stop",
    start: "start",
    includesTrackers: true,
    encodesTrackerUrls: true,
    supported: true
  }),
  maindata: () => unexpected,
  torrents: () => unexpected,
  files: () => unexpected,
  trackers: () => unexpected,
  trackersOf: () => unexpected,
  categories: unexpected,
  tags: unexpected,
  post: () => unexpected,
  http: { service: "qBit", baseUrl: "http://stub", send: () => unexpected },
  ...given
})
