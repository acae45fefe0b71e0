/** The Web API versions the stand-in speaks: qBittorrent 4.5.2, 5.1.4 and 5.2.3. */
export type WebApiVersion = "2.8.19" | "2.11.4" | "2.15.1"

/** What differs between the versions (api notes, §1), seen on running instances. */
export interface Dialect {
  readonly webApi: WebApiVersion
  /** Answer of `app/version`. */
  readonly app: string
  /** 5.0 and later: stop/start, `stopped*`, private, comment and so on. */
  readonly five: boolean
  /** 5.2 and later: 204/401 logins, cookie with the port, named missing parameters, API key. */
  readonly fiveTwo: boolean
  /** What a date says that is not set. */
  readonly unsetDate: 0 | -1
  /** Name of the session cookie. */
  readonly cookie: (port: number) => string
  /** Prefix of the state of a torrent that does not run. */
  readonly stopped: "paused" | "stopped"
  readonly stopEndpoint: "pause" | "stop"
  readonly startEndpoint: "resume" | "start"
}

const make = (webApi: WebApiVersion, app: string, five: boolean, fiveTwo: boolean): Dialect => ({
  webApi,
  app,
  five,
  fiveTwo,
  unsetDate: five ? -1 : 0,
  cookie: (port) => (fiveTwo ? `QBT_SID_${port}` : "SID"),
  stopped: five ? "stopped" : "paused",
  stopEndpoint: five ? "stop" : "pause",
  startEndpoint: five ? "start" : "resume"
})

const dialects: Readonly<Record<WebApiVersion, Dialect>> = {
  "2.8.19": make("2.8.19", "v4.5.2", false, false),
  "2.11.4": make("2.11.4", "v5.1.4", true, false),
  "2.15.1": make("2.15.1", "v5.2.3", true, true)
}

export const dialectOf = (webApi: WebApiVersion): Dialect => dialects[webApi]
