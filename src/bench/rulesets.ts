/** How much of the engine a bench world uses; each holds the one before. */
export type Ruleset = "defaults" | "tracker rules" | "tracker messages"

/** Trackers of the bench worlds with members of their own; the address of each holds a passkey, as in real life. */
const privateHosts = 12

const announceAt = (nth: number): string =>
  `https://tracker${nth % privateHosts}.example/announce/${String(nth % privateHosts).padStart(32, "0123456789abcdef")}`

/** Has torrents of all the others too; `AddTrackerIfMissing` asks for it. */
const open = "https://open.example:443/announce"

/** `RemoveIfExists` takes it away. */
const unwanted = "https://unwanted.example/announce"

/** Announce URLs of torrent number `index` when no row has anything to say against them: two private ones and the open one. */
export const announcesOf = (index: number): ReadonlyArray<string> => [announceAt(index), announceAt(index + 5), open]

/** The same before anybody looked after it: one of 100 lacks the open one, and one of 100 has the unwanted one too. */
export const rawAnnouncesOf = (index: number): ReadonlyArray<string> => [
  ...announcesOf(index).filter((url) => url !== open || index % 100 !== 50),
  ...(index % 100 === 60 ? [unwanted] : [])
]

/** Whether it has reached its ratio while tracker 2 is still owed seeding time: `HitAndRunMode` alone keeps it. */
export const isOwing = (index: number): boolean => index % 36 === 2

const row = (lines: string): ReadonlyArray<string> => ["[[qBit.Trackers]]", ...lines.split("; ")]

/** Rows of `[[qBit.Trackers]]`; they follow `[qBit]` and hold for every Arr. */
export const trackerRows = (ruleset: Ruleset): ReadonlyArray<string> =>
  ruleset === "defaults"
    ? []
    : [
        ...row('URI = "tracker0.example"; Priority = 10; DownloadRateLimit = 5000; UploadRateLimit = "2M"'),
        ...row('URI = "tracker1.example"; Priority = 5; MaxUploadRatio = 3; AddTags = ["one"]'),
        ...row(
          'URI = "tracker2.example"; Priority = 20; HitAndRunMode = "and"; MinSeedingTimeDays = 14; AddTags = ["two"]'
        ),
        ...row('URI = "tracker3.example"; MaxSeedingTime = 5184000; MaximumETA = 86400; AddTags = ["three", "long"]'),
        ...row(`URI = "${open}"; Priority = -1; AddTrackerIfMissing = true`),
        ...row('URI = "unwanted.example"; RemoveIfExists = true')
      ]

/** What stands in `[<Arr>.Torrent.SeedingMode]`, its heading included. */
export const seedingMode = (section: string, ruleset: Ruleset): ReadonlyArray<string> =>
  ruleset === "defaults"
    ? []
    : [
        `[${section}.Torrent.SeedingMode]`,
        "UploadRateLimitPerTorrent = 10000",
        "RemoveTorrent = 3",
        "MaxUploadRatio = 2",
        "MaxSeedingTime = 2592000",
        ...(ruleset === "tracker messages" ? ["RemoveDeadTrackers = true", "RemoveUnregistered = true"] : [])
      ]
