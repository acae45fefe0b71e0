import * as Schema from "effect/Schema"

const fields = {
  /** Config section that was asked, e.g. `Radarr-Movies`. */
  service: Schema.String,
  /** Method and path without query or secrets, e.g. `GET /api/v3/queue`. */
  request: Schema.String,
  /** HTTP status, when there was an answer. */
  status: Schema.optional(Schema.Number),
  /** What happened, in words, without secrets. */
  detail: Schema.String
}

const describe = (e: { service: string; request: string; status?: number | undefined; detail: string }) =>
  `${e.service}: ${e.request}${e.status === undefined ? "" : ` answered ${e.status}`}: ${e.detail}`

/** No answer or one that says "later": connection refused or reset, time-out, 429, 5xx. May be tried again. */
export class Transient extends Schema.TaggedError<Transient>("qbitrr/Transient")("Transient", {
  ...fields,
  /** `connection`: refused, reset or unreachable; `timeout`: silent for too long; `status`: 408, 429 or 5xx. */
  kind: Schema.Literal("connection", "timeout", "status")
}) {
  override get message(): string {
    return describe(this)
  }
}

/** The key, password or session was refused: 401 or 403. Trying again changes nothing and may lead to a ban. */
export class AuthRejected extends Schema.TaggedError<AuthRejected>("qbitrr/AuthRejected")("AuthRejected", fields) {
  override get message(): string {
    return describe(this)
  }
}

/** 404: the thing (torrent, queue record, command, endpoint) is not there. */
export class NotFound extends Schema.TaggedError<NotFound>("qbitrr/NotFound")("NotFound", fields) {
  override get message(): string {
    return describe(this)
  }
}

/** The server understood and refuses: 400, 405, 409, 415, or a mutation that reading back shows did not happen. */
export class Conflict extends Schema.TaggedError<Conflict>("qbitrr/Conflict")("Conflict", fields) {
  override get message(): string {
    return describe(this)
  }
}

/** An answer that is not what the API promises: HTML, broken JSON, wrong shape as a whole. */
export class Malformed extends Schema.TaggedError<Malformed>("qbitrr/Malformed")("Malformed", fields) {
  override get message(): string {
    return describe(this)
  }
}

/** Everything a call to qBittorrent or an Arr can fail with. */
export type ClientError = Transient | AuthRejected | NotFound | Conflict | Malformed

/** True when the dependency as a whole is away or talks nonsense: wait for it, do not blame the request. */
export const isDependencyDown = (error: ClientError): boolean =>
  error._tag === "Transient" || error._tag === "Malformed"
