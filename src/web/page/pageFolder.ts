import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

/**
 * Where the built page lies: beside the bundle (`dist/webui`), above one of its chunks, or, when the source runs
 * itself, in the `dist` of the repository. Undefined when it was never built.
 */
export const pageFolder = (from: string = dirname(fileURLToPath(import.meta.url))): string | undefined =>
  ["webui", "../webui", "../../../dist/webui"]
    .map((candidate) => join(from, candidate))
    .find((folder) => existsSync(join(folder, "files.json")))
