import { chmod, type FileHandle, open, readdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import * as Effect from "effect/Effect"
import { ConfigFileFailure } from "./ConfigEdit.ts"

const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string" ? cause.code : "?"

/** What is wrong and what to do, by the code of the system. */
export const adviceOf = (code: string, file: string, folder: string): string => {
  switch (code) {
    case "EACCES":
    case "EPERM":
      return `no permission to write in ${folder}; let the user that runs qbitrr write there (chown or chmod)`
    case "EROFS":
      return `${folder} is mounted read-only; mount it writable, or edit the file where it comes from`
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full; make room and save again"
    case "ENOENT":
      return `${file} or its folder is not there any more`
    default:
      return `${code} at ${folder}`
  }
}

/** How drafts are called, so that those of a process that was killed are found again. */
const draftOf = (file: string, suffix: string): string => join(dirname(file), `.${basename(file)}.${suffix}.draft`)
const isDraftOf = (file: string, name: string): boolean =>
  name.startsWith(`.${basename(file)}.`) && name.endsWith(".draft")

const closing = async <A>(handle: FileHandle, work: (handle: FileHandle) => Promise<A>): Promise<A> => {
  try {
    return await work(handle)
  } finally {
    await handle.close()
  }
}

/** Owner and mode of the old file, as far as this user may set them. */
const like = async (handle: FileHandle, old: { readonly uid: number; readonly gid: number; readonly mode: number }) => {
  await handle.chown(old.uid, old.gid).catch(() => handle.chown(-1, old.gid).catch(() => undefined))
  // After the owner: a change of owner takes special bits away.
  await handle.chmod(old.mode & 0o7777)
}

/** A folder remembers a rename only once it is on disk itself. Some file systems cannot do that, and then it has to do. */
const syncFolder = (folder: string): Promise<void> =>
  open(folder, "r").then(
    (handle) => closing(handle, (folder) => folder.sync()).catch(() => undefined),
    () => undefined
  )

const write = async (file: string, text: string): Promise<"replaced" | "in place"> => {
  const target = await realpath(file)
  const folder = dirname(target)
  const old = await stat(target)
  for (const name of await readdir(folder)) if (isDraftOf(target, name)) await rm(join(folder, name), { force: true })
  const draft = draftOf(target, `${process.pid}`)
  try {
    await closing(await open(draft, "wx", 0o600), async (handle) => {
      await handle.writeFile(text, "utf8")
      await like(handle, old)
      await handle.sync()
    })
    try {
      await rename(draft, target)
    } catch (cause) {
      // A single file that is mounted into a container cannot be replaced, only written.
      if (codeOf(cause) !== "EBUSY" && codeOf(cause) !== "EXDEV") throw cause
      await closing(await open(target, "r+"), async (handle) => {
        const bytes = Buffer.from(text, "utf8")
        await handle.write(bytes, 0, bytes.length, 0)
        await handle.truncate(bytes.length)
        await handle.sync()
      })
      await rm(draft, { force: true })
      return "in place"
    }
    await syncFolder(folder)
    return "replaced"
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw cause
  }
}

/**
 * Replaces the content of a file so that whoever reads it sees the old or the new one, even after a power cut: draft in
 * the same folder, synced, renamed over it. Mode and owner stay; a symbolic link stays one, and its target is replaced. A
 * file that is mounted by itself cannot be replaced and is written in place: the second answer.
 */
export const atomicWrite = (file: string, text: string): Effect.Effect<"replaced" | "in place", ConfigFileFailure> =>
  Effect.tryPromise({
    try: () => write(file, text),
    catch: (cause) =>
      new ConfigFileFailure({ message: `${file} cannot be written: ${adviceOf(codeOf(cause), file, dirname(file))}.` })
  }).pipe(Effect.uninterruptible)

/** Writes a file of ours that only its owner may read; what was there is replaced. */
export const writePrivate = (file: string, text: string): Effect.Effect<void, ConfigFileFailure> =>
  Effect.tryPromise({
    try: async () => {
      const draft = draftOf(file, `${process.pid}`)
      await writeFile(draft, text, { mode: 0o600 })
      await chmod(draft, 0o600)
      await rename(draft, file)
    },
    catch: (cause) =>
      new ConfigFileFailure({ message: `${file} cannot be written: ${adviceOf(codeOf(cause), file, dirname(file))}.` })
  }).pipe(Effect.uninterruptible)
