import type { ArrKind } from "../../../../../src/clients/arr/ArrKind.ts"
import type { LibraryReads } from "../../../../../src/clients/arr/library/LibraryReads.ts"
import { libraryReads } from "../../../../../src/clients/arr/library/LibraryReads.ts"
import { type Fake, fakeArr, ok, type Reply } from "../fakeHttp.ts"

/** Status 404 as the Arrs say it. */
export const notFound: Reply = { status: 404, body: { message: "NotFound" } }

const appNames = { radarr: "Radarr", sonarr: "Sonarr", lidarr: "Lidarr", readarr: "Readarr" } as const

/** A stand-in that answers by path below its API path; 404 for the rest, but its status is there. */
export const arrWith = (
  kind: ArrKind,
  answers: Readonly<Record<string, unknown>>
): Fake & { readonly reads: LibraryReads; readonly paths: () => ReadonlyArray<string> } => {
  const fake = fakeArr(kind, (call) => {
    const path = call.path.replace(/^\/api\/v\d/, "")
    if (path === "/system/status") return ok({ appName: appNames[kind], version: "5.0" })
    return Object.hasOwn(answers, path) ? ok(answers[path]) : notFound
  })
  return {
    ...fake,
    reads: libraryReads(fake.client),
    paths: () =>
      fake.calls.map(({ path, query }) => {
        const parameters = (query ?? []).map(([name, value]) => `${name}=${value}`).join("&")
        return path.replace(/^\/api\/v\d/, "") + (parameters === "" ? "" : `?${parameters}`)
      })
  }
}
