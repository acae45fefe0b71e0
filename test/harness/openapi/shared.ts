import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"

/** Public API documents and recorded answers, beside the repository; `QBITRR_SHARED` points elsewhere. */
export const sharedFolder: string = process.env["QBITRR_SHARED"] ?? resolve(import.meta.dirname, "../../../../shared")

/** Whether a file or folder below the shared folder is there. */
export const hasShared = (path: string): boolean => existsSync(join(sharedFolder, path))

/** A JSON file below the shared folder. */
export const readShared = (path: string): unknown => JSON.parse(readFileSync(join(sharedFolder, path), "utf8"))
