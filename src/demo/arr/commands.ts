import type { ArrFacts } from "./ArrFacts.ts"
import type { ArrState } from "./ArrState.ts"

type Body = Readonly<Record<string, unknown>>

/** A command an Arr was given. Times are epoch milliseconds. */
export interface Command {
  readonly id: number
  /** As the Arr writes it, whatever case it was sent in. */
  readonly name: string
  /** Its own members, without those every command has. */
  readonly body: Body
  readonly trigger: "manual" | "scheduled" | "unspecified"
  /** `orphaned`: it ran when the program was stopped. */
  readonly status: "queued" | "started" | "completed" | "failed" | "orphaned"
  readonly result: "unknown" | "successful" | "unsuccessful"
  readonly message: string | undefined
  readonly queuedAt: number
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
}

/** Members of a command resource that are not its own parameters. */
const common = new Set([
  "name",
  "commandName",
  "id",
  "trigger",
  "sendUpdatesToClient",
  "updateScheduledTask",
  "priority"
])

/** The Arr's spelling of a command name; undefined when it has no such command. */
export const canonical = (facts: ArrFacts, name: string): string | undefined =>
  [
    "RefreshMonitoredDownloads",
    "ProcessMonitoredDownloads",
    facts.scan,
    ...Object.keys(facts.searches),
    ...facts.others
  ].find((known) => known.toLowerCase() === name.toLowerCase())

/** Queued or running. */
export const isOpen = (command: Command): boolean => command.status === "queued" || command.status === "started"

const ownOf = (body: Body): Body =>
  Object.fromEntries(
    Object.entries(body)
      .filter(([key]) => !common.has(key))
      .toSorted(([a], [b]) => a.localeCompare(b))
  )

/** Queues a command, or answers the equal one that is queued or running already. */
export const enqueue = (
  state: ArrState,
  facts: ArrFacts,
  name: string,
  body: Body,
  trigger: Command["trigger"],
  now: number
): readonly [command: Command, state: ArrState, isNew: boolean] => {
  const own = ownOf(body)
  const known = canonical(facts, name) ?? name
  const equal = state.commands.find(
    (command) => isOpen(command) && command.name === known && JSON.stringify(command.body) === JSON.stringify(own)
  )
  if (equal !== undefined) return [equal, state, false]
  const command: Command = {
    id: state.lastId + 1,
    name: known,
    body: own,
    trigger,
    status: "queued",
    result: "unknown",
    message: undefined,
    queuedAt: now,
    startedAt: undefined,
    endedAt: undefined
  }
  const kept = state.commands.filter(({ endedAt }) => endedAt === undefined || now - endedAt < state.commandsKeptFor)
  return [command, { ...state, lastId: command.id, commands: [...kept, command] }, true]
}

const change = (state: ArrState, id: number, f: (command: Command) => Command): ArrState => ({
  ...state,
  commands: state.commands.map((command) => (command.id === id ? f(command) : command))
})

export const begin = (state: ArrState, id: number, now: number): ArrState =>
  change(state, id, (command) => ({ ...command, status: "started", startedAt: now }))

/** The one whose turn it is. */
export const oldestQueued = (state: ArrState): Command | undefined =>
  state.commands.find(({ status }) => status === "queued")

/** How a command ended. */
export type Outcome = Pick<Command, "status" | "result" | "message">

export const successful: Outcome = { status: "completed", result: "successful", message: "Completed" }
export const unsuccessful = (message: string): Outcome => ({ status: "completed", result: "unsuccessful", message })
export const failed = (message: string): Outcome => ({ status: "failed", result: "unknown", message })

export const end = (state: ArrState, id: number, outcome: Outcome, now: number): ArrState =>
  change(state, id, (command) => ({ ...command, ...outcome, endedAt: now }))

/** `GET command`: what is still in memory. */
export const listed = (state: ArrState, now: number): ReadonlyArray<Command> =>
  state.commands.filter(
    ({ endedAt, status }) => status !== "orphaned" && (endedAt === undefined || now - endedAt < state.commandsListedFor)
  )

/** `GET command/{id}`. */
export const byId = (state: ArrState, id: number, now: number): Command | undefined =>
  state.commands.find(
    (one) => one.id === id && (one.endedAt === undefined || now - one.endedAt < state.commandsKeptFor)
  )

/**
 * What a restart leaves of the commands: those that ran are orphaned, queued ones wait for their turn again, finished
 * ones are found by id but no longer listed. `forgotten`: none is known any more, as after a restored backup.
 */
export const restarted = (state: ArrState, forgotten: boolean, now: number): ArrState => ({
  ...state,
  startedAt: now,
  commands: forgotten
    ? []
    : state.commands.map((command) =>
        command.status === "started" ? { ...command, status: "orphaned", endedAt: now } : command
      )
})

const iso = (at: number): string => new Date(at).toISOString()

const duration = (millis: number): string => `${new Date(millis).toISOString().slice(11, 23)}0000`

/** A command on the wire. Members without a value are left out. */
export const commandRow = (command: Command): Body => {
  const { id, name, queuedAt, startedAt, endedAt, trigger } = command
  const shared = { sendUpdatesToClient: true, updateScheduledTask: true }
  return {
    name,
    commandName: name.replace(/(?<=[a-z])(?=[A-Z])/g, " "),
    ...(command.message === undefined ? {} : { message: command.message }),
    body: {
      ...command.body,
      ...shared,
      requiresDiskAccess: name.endsWith("Scan"),
      isExclusive: false,
      isLongRunning: name.endsWith("Scan"),
      name,
      trigger,
      suppressMessages: false
    },
    priority: "normal",
    status: command.status,
    result: command.result,
    queued: iso(queuedAt),
    ...(startedAt === undefined ? {} : { started: iso(startedAt), stateChangeTime: iso(endedAt ?? startedAt) }),
    ...(endedAt === undefined ? {} : { ended: iso(endedAt), duration: duration(endedAt - (startedAt ?? endedAt)) }),
    trigger,
    ...shared,
    id
  }
}
