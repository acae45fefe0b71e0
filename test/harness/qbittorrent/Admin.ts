import * as Effect from "effect/Effect"
import type { TorrentFile } from "./torrentFile.ts"

export interface AddOptions {
  readonly savePath?: string
  readonly category?: string
  readonly tags?: ReadonlyArray<string>
  readonly stopped?: boolean
  /** The data is in place: complete at once. */
  readonly skipChecking?: boolean
  /** Bytes per second. */
  readonly dlLimit?: number
}

/** One row of `torrents/info`, as told. */
export type Row = Readonly<Record<string, unknown>> & { readonly hash: string; readonly state: string }

/** What a person would do in the Web UI, independent of the client under test. */
export class Admin {
  #cookie = ""

  constructor(
    readonly url: string,
    readonly username: string,
    readonly password: string
  ) {}

  async #login(): Promise<void> {
    const answer = await fetch(`${this.url}/api/v2/auth/login`, {
      method: "POST",
      body: new URLSearchParams({ username: this.username, password: this.password })
    })
    this.#cookie = (answer.headers.getSetCookie()[0] ?? "").split(";")[0] ?? ""
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const once = () =>
      fetch(`${this.url}/api/v2/${path}`, { ...init, headers: { cookie: this.#cookie, connection: "close" } })
    const answer = await once()
    if (answer.status !== 403) return answer
    await this.#login()
    return once()
  }

  /** Status and body of any call; `form` makes it a POST. */
  call(
    path: string,
    form?: Readonly<Record<string, string>> | FormData
  ): Effect.Effect<{ status: number; body: string }> {
    return Effect.promise(async () => {
      const body = form === undefined || form instanceof FormData ? form : new URLSearchParams(form)
      const answer = await this.#send(path, body === undefined ? {} : { method: "POST", body })
      return { status: answer.status, body: await answer.text() }
    })
  }

  /** Adds .torrent files and magnets; dies when one is refused. */
  add(items: ReadonlyArray<TorrentFile | string>, options: AddOptions = {}): Effect.Effect<void> {
    const form = new FormData()
    for (const item of items) {
      if (typeof item !== "string") form.append("torrents", new Blob([item.bytes]), `${item.hash}.torrent`)
    }
    const urls = items.filter((item) => typeof item === "string")
    if (urls.length > 0) form.append("urls", urls.join("\n"))
    if (options.savePath !== undefined) form.append("savepath", options.savePath)
    if (options.category !== undefined) form.append("category", options.category)
    if (options.tags !== undefined) form.append("tags", options.tags.join(","))
    if (options.dlLimit !== undefined) form.append("dlLimit", String(options.dlLimit))
    for (const name of ["paused", "stopped"]) form.append(name, String(options.stopped ?? false))
    for (const name of ["skip_checking", "seedMode"]) form.append(name, String(options.skipChecking ?? false))
    form.append("autoTMM", "false")
    return Effect.flatMap(this.call("torrents/add", form), ({ body, status }) =>
      status >= 200 && status < 300 && body !== "Fails."
        ? Effect.void
        : Effect.dieMessage(`torrents/add answered ${status}: ${body}`)
    )
  }

  /** Share limits of torrents: ratio, and seeding time in minutes. -2: the default holds, -1: none. */
  setShareLimits(hashes: ReadonlyArray<string>, ratio: number, minutes: number): Effect.Effect<void> {
    const form = {
      hashes: hashes.join("|"),
      ratioLimit: String(ratio),
      seedingTimeLimit: String(minutes),
      inactiveSeedingTimeLimit: "-2",
      shareLimitAction: "Default",
      shareLimitsMode: "Default"
    }
    return Effect.flatMap(this.call("torrents/setShareLimits", form), ({ body, status }) =>
      status >= 200 && status < 300
        ? Effect.void
        : Effect.dieMessage(`torrents/setShareLimits answered ${status}: ${body}`)
    )
  }

  /** `torrents/info`, everything. */
  readonly rows: Effect.Effect<ReadonlyArray<Row>> = Effect.suspend(() =>
    Effect.map(this.call("torrents/info"), ({ body }) => JSON.parse(body) as ReadonlyArray<Row>)
  )

  /** Waits until each hash is there and in a state that satisfies `wanted`; dies after 20 s. */
  waitFor(hashes: ReadonlyArray<string>, wanted: (state: string) => boolean): Effect.Effect<void> {
    return Effect.gen(this, function* () {
      let last: ReadonlyArray<Row> = []
      for (let tries = 0; tries < 100; tries++) {
        last = yield* this.rows
        const states = new Map(last.map((row) => [row.hash, row.state]))
        if (hashes.every((hash) => wanted(states.get(hash) ?? ""))) return
        yield* Effect.sleep("200 millis")
      }
      return yield* Effect.dieMessage(`states are ${last.map((row) => `${row.hash} ${row.state}`).join(", ")}`)
    })
  }
}
