import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import { BenchFailed } from "./Measure.ts"

/** What one process holds and has used. */
export interface ProcessUsage {
  /** MiB resident now. */
  readonly rss: number
  /** Most MiB it was ever resident with; undefined where the system does not tell. */
  readonly peak: number | undefined
  /** CPU seconds since its start. */
  readonly cpu: number
}

/** Clock ticks a second in `/proc`: 100 on every Linux (USER_HZ). */
const ticks = 100

const linux = (pid: number): ProcessUsage => {
  const status = readFileSync(`/proc/${pid}/status`, "utf8")
  const mebibytes = (key: string): number | undefined => {
    const found = new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(status)?.[1]
    return found === undefined ? undefined : Number(found) / 1024
  }
  // The name in parentheses may hold anything; utime and stime are the 12th and 13th field after it (proc(5)).
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return {
    rss: mebibytes("VmRSS") ?? Number.NaN,
    peak: mebibytes("VmHWM"),
    cpu: (Number(fields[11]) + Number(fields[12])) / ticks
  }
}

/** `[[dd-]hh:]mm:ss[.cc]` in seconds. */
const secondsOf = (time: string): number => {
  const [clock = "", days = "0"] = time.split("-").toReversed()
  return Number(days) * 86_400 + clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0)
}

const anywhere = (pid: number): ProcessUsage => {
  const [rss = "", time = ""] = execFileSync("ps", ["-o", "rss=,time=", "-p", String(pid)], { encoding: "utf8" })
    .trim()
    .split(/\s+/)
  return { rss: Number(rss) / 1024, peak: undefined, cpu: secondsOf(time) }
}

/** Reads `/proc`, or asks `ps` where there is none. */
export const usageOf = (pid: number): Effect.Effect<ProcessUsage, BenchFailed> =>
  Effect.try({
    try: () => (process.platform === "linux" ? linux(pid) : anywhere(pid)),
    catch: (error) => new BenchFailed({ message: `The usage of process ${pid} cannot be read: ${String(error)}` })
  })
