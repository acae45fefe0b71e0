import * as os from "node:os"

/** Where and when figures were measured. */
export interface Machine {
  readonly date: string
  readonly command: string
  readonly version: string
  readonly cpu: string
  readonly cores: number
  readonly memory: string
  readonly os: string
  readonly node: string
  /** Load average of the last minute at the start: what else the machine was doing. */
  readonly load: number
}

/** @param args of this run, as on the command line */
export const machine = (args: ReadonlyArray<string>, version: string): Machine => {
  const cpus = os.cpus()
  return {
    date: new Date().toISOString(),
    command: ["npm run bench", ...(args.length === 0 ? [] : ["--", ...args])].join(" "),
    version,
    cpu: cpus[0]?.model.trim() ?? "unknown",
    cores: cpus.length,
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    load: Number((os.loadavg()[0] ?? 0).toFixed(2))
  }
}
