import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type ClientError, Malformed } from "../../ClientError.ts"
import { adapters } from "../adapters.ts"
import { type Endpoint, read } from "../request.ts"
import { idIn, isRow, type Row } from "./fields.ts"
import { unlessGone } from "./gone.ts"
import type { ProfileOwner } from "./ProfileOwner.ts"

const owners = { radarr: "movie", sonarr: "series", lidarr: "artist", readarr: "author" } as const

/** Below the API path. */
export const ownerPath = (owner: ProfileOwner): string => `/${owner.kind}/${owner.id}`

/**
 * The whole resource as the Arr tells it, unknown members and their order included; undefined when it is not there, and
 * for an owner of another kind of program: the section was pointed elsewhere. `Malformed` for anything but this owner.
 */
export const readOwner = (endpoint: Endpoint, owner: ProfileOwner): Effect.Effect<Row | undefined, ClientError> => {
  if (owner.kind !== owners[endpoint.kind]) return Effect.succeed(undefined)
  const path = ownerPath(owner)
  const resource = Effect.flatMap(read(endpoint, path, Schema.Unknown), (answer) =>
    isRow(answer) && idIn(answer, "id") === owner.id && idIn(answer, "qualityProfileId") !== undefined
      ? Effect.succeed(answer)
      : new Malformed({
          service: endpoint.name,
          request: `GET ${endpoint.apiPath}${path}`,
          detail: `no ${owner.kind} ${owner.id} of ${adapters[endpoint.kind].appName} with a quality profile.`
        })
  )
  return unlessGone(endpoint, resource, undefined)
}

/** Id of the quality profile that it has now; undefined when it is gone. */
export const readProfile = (endpoint: Endpoint, owner: ProfileOwner): Effect.Effect<number | undefined, ClientError> =>
  Effect.map(readOwner(endpoint, owner), (resource) =>
    resource === undefined ? undefined : idIn(resource, "qualityProfileId")
  )
