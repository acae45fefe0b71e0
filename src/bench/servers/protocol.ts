/** What is asked of the process with the simulated servers, over its message channel. */

/** The three Arrs of every scene, as sections of the config. */
export const arrs = ["radarr", "sonarr", "lidarr"] as const
export type ArrName = (typeof arrs)[number]

/** Which torrents are there from the start. */
export interface WorldSpec {
  /** Torrents that nothing is to be done about by default, spread over the three Arrs. */
  readonly idle: number
  /**
   * Default: all of them are stalled downloads in the queues. Mixed: 6 of 10 are imported and seed, 1 is stopped. Seeding:
   * all are imported and seed.
   */
  readonly mixed?: boolean | "seeding"
  /** One more, of Lidarr, that holds nothing but a program. */
  readonly fake: boolean
  /** What is in the library of Sonarr. Default: what the torrents are of. */
  readonly library?: LibrarySpec
}

/** A library of series. */
export interface LibrarySpec {
  readonly series: number
  /** All together, spread evenly over the series and two seasons of each. */
  readonly episodes: number
  /** Of 20 episodes so many have no file. */
  readonly missingOf20: number
  /** From a request to its answer, milliseconds. */
  readonly latency: number
  /** Whether Sonarr tells its changes by itself. */
  readonly push: boolean
}

/** Told once, when all servers listen. */
export interface Ready {
  readonly qbittorrent: number
  readonly arrs: Readonly<Record<ArrName, number>>
}

/** Requests so far. */
export interface Counts {
  readonly qbittorrent: number
  readonly arrs: Readonly<Record<ArrName, number>>
  /** Of qBittorrent, by path. */
  readonly paths: Readonly<Record<string, number>>
  /** Of each Arr, by path below its API. */
  readonly arrPaths: Readonly<Record<ArrName, Readonly<Record<string, number>>>>
  /** Of Sonarr, by path below its API. */
  readonly sonarr: Readonly<Record<string, number>>
}

/** Changing requests that name a torrent. Times are epoch milliseconds. */
export interface Touches {
  readonly count: number
  readonly firstAt: number | undefined
  readonly first: string | undefined
  readonly lastAt: number | undefined
}

/** What can be asked, and what is answered. */
export interface Questions {
  readonly counts: { readonly ask: undefined; readonly answer: Counts }
  readonly touches: { readonly ask: undefined; readonly answer: Touches }
  /** Grabs a release that is complete after so many seconds. */
  readonly download: {
    readonly ask: { readonly arr: ArrName; readonly name: string; readonly seconds: number }
    readonly answer: { readonly completesAt: number; readonly hash: string }
  }
  /** When an Arr was first told to import after `since`: either to look at its downloads, or to scan. */
  readonly importCommand: {
    readonly ask: { readonly arr: ArrName; readonly since: number }
    readonly answer: { readonly at: number | undefined }
  }
}

export type Question = keyof Questions

/** On the wire. `id` pairs them. */
export interface Ask {
  readonly id: number
  readonly question: Question
  readonly ask: Questions[Question]["ask"]
}

export interface Answer {
  readonly id: number
  readonly answer: Questions[Question]["answer"]
}
