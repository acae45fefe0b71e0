import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import { type AuthRejected, type ClientError, Malformed } from "../ClientError.ts"
import { errorOf, type Http, type HttpAnswer, type HttpCall, nameOf } from "../http.ts"
import type { QbittorrentOptions } from "./QbittorrentClient.ts"
import { banned, type Credentials, loginPath, refusalOf, refusedLogin, wrongHost } from "./refusals.ts"

/** Requests with a session: cookie or API key. */
export interface Session {
  /** Fails on any status but 2xx. Logs in before the first request and once more when the session is gone. */
  readonly send: (call: HttpCall) => Effect.Effect<HttpAnswer, ClientError>
  /** Grows with each login: what was learnt before may be of an earlier qBittorrent process. */
  readonly generation: Effect.Effect<number>
}

interface State {
  /** By name, whatever it is: `SID`, `QBT_SID_<port>`, one chosen in the config, or one of a proxy. */
  readonly cookies: ReadonlyMap<string, string>
  /** Number of logins that succeeded. */
  readonly generation: number
}

const adopted = (state: State, answer: HttpAnswer): State => {
  if (answer.cookies.length === 0) return state
  const cookies = new Map(state.cookies)
  for (const { name, value } of answer.cookies) {
    if (value === "") cookies.delete(name)
    else cookies.set(name, value)
  }
  return { ...state, cookies }
}

/** 4.x to 5.1 answer 200 with `Ok.`, 5.2 answers 204. A page of some proxy is neither. */
const isAccepted = (answer: HttpAnswer): boolean =>
  answer.status >= 200 && answer.status < 300 && (answer.body.trim() === "Ok." || answer.body.trim() === "")

const credentialsOf = (options: QbittorrentOptions): Credentials =>
  Option.isSome(options.apiKey) ? "apiKey" : options.username === "" ? "none" : "password"

const withHeader = (call: HttpCall, name: string, value: string): HttpCall => ({
  ...call,
  headers: { ...call.headers, [name]: value }
})

/** No request is sent before the first `send`. */
export const make = (http: Http, options: QbittorrentOptions): Effect.Effect<Session> =>
  Effect.gen(function* () {
    const credentials = credentialsOf(options)
    const state = yield* Ref.make<State>({ cookies: new Map(), generation: 0 })
    const refused = yield* Ref.make(Option.none<AuthRejected>())
    /** Login attempts that came to an end, and how the last one ended: those who waited for it share it. */
    const last = yield* Ref.make<{ readonly count: number; readonly exit: Exit.Exit<void, ClientError> }>({
      count: 0,
      exit: Exit.void
    })
    const one = yield* Effect.makeSemaphore(1)

    const authorise = (call: HttpCall, { cookies }: State): HttpCall => {
      const withKey = Option.match(options.apiKey, {
        onNone: () => call,
        onSome: (key) => withHeader(call, "authorization", `Bearer ${Redacted.value(key)}`)
      })
      const jar = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ")
      return jar === "" ? withKey : withHeader(withKey, "cookie", jar)
    }

    const login: Effect.Effect<void, ClientError> = Effect.gen(function* () {
      const call: HttpCall = {
        method: "POST",
        path: loginPath,
        form: [
          ["username", options.username],
          ["password", Redacted.value(options.password)]
        ]
      }
      const answer = yield* http.send(call)
      if (isAccepted(answer)) {
        yield* Ref.update(state, ({ generation }) =>
          adopted({ cookies: new Map(), generation: generation + 1 }, answer)
        )
        yield* Effect.logDebug(`${http.service}: logged in`)
        return
      }
      if (answer.status === 403) return yield* banned(http)
      if (answer.status === 401) {
        // Before 5.2 this is the Host check, from 5.2 on also a wrong password: another request tells them apart.
        const probe: HttpCall = { method: "GET", path: "/api/v2/app/version" }
        if ((yield* http.send(probe)).status === 401) return yield* wrongHost(http, probe)
      } else if (answer.status < 200 || answer.status >= 300 || answer.body.trim() !== "Fails.") {
        return yield* errorOf(http, call, answer) ??
          new Malformed({
            service: http.service,
            request: nameOf(call),
            status: answer.status,
            detail: `the answer to the login is not qBittorrent's; another program or a proxy answers at ${http.baseUrl}.`
          })
      }
      const rejection = refusedLogin(http, answer.status)
      yield* Ref.set(refused, Option.some(rejection))
      return yield* rejection
    })

    /** Makes sure that a login newer than `seen` exists. Concurrent callers share one attempt and its outcome. */
    const loginAfter = (seen: number): Effect.Effect<void, ClientError> =>
      Effect.gen(function* () {
        const { count } = yield* Ref.get(last)
        yield* one.withPermits(1)(
          Effect.gen(function* () {
            const before = yield* Ref.get(refused)
            if (Option.isSome(before)) return yield* before.value
            if ((yield* Ref.get(state)).generation > seen) return
            const shared = yield* Ref.get(last)
            if (shared.count > count) return yield* shared.exit
            const exit = yield* Effect.exit(login)
            yield* Ref.set(last, { count: count + 1, exit })
            return yield* exit
          })
        )
      })

    const attempt = (call: HttpCall) =>
      Effect.gen(function* () {
        const before = yield* Ref.get(state)
        const answer = yield* http.send(authorise(call, before))
        // An answer of the session before must not bring its cookie back.
        yield* Ref.update(state, (now) => (now.generation === before.generation ? adopted(now, answer) : now))
        return { answer, generation: before.generation }
      })

    const send = (call: HttpCall): Effect.Effect<HttpAnswer, ClientError> =>
      Effect.gen(function* () {
        if (credentials === "password") yield* loginAfter(0)
        let { answer, generation } = yield* attempt(call)
        if (answer.status === 403 && credentials === "password") {
          yield* loginAfter(generation)
          answer = (yield* attempt(call)).answer
        }
        const error = refusalOf(http, call, answer, credentials) ?? errorOf(http, call, answer)
        if (error !== undefined) return yield* error
        return answer
      })

    return { send, generation: Effect.map(Ref.get(state), ({ generation }) => generation) }
  })
