import type { ArrKind } from "../../../src/clients/arr/ArrKind.ts"
import { hasShared, readShared } from "./shared.ts"

/** The OpenAPI documents do not know what a command may carry; this list, made of the programs' sources, does. */
const path = "api/machine/arr-commands.json"

const prefixes: Readonly<Record<ArrKind, string>> = {
  radarr: "Radarr ",
  sonarr: "Sonarr main",
  lidarr: "Lidarr ",
  readarr: "Readarr "
}

/** Field name to C# type. */
type Fields = ReadonlyMap<string, string>

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Commands of one program by lower-case name; undefined when the list is not there. */
export const loadCommands = (kind: ArrKind): ReadonlyMap<string, Fields> | undefined => {
  if (!hasShared(path)) return undefined
  const all = readShared(path)
  if (!isRecord(all)) throw new Error(`${path} is not what it was`)
  const key = Object.keys(all).find((name) => name.startsWith(prefixes[kind]))
  const commands = key === undefined ? undefined : all[key]
  if (!isRecord(commands)) throw new Error(`${path} has no ${kind}`)
  return new Map(
    Object.entries(commands).map(([name, command]) => {
      const body = isRecord(command) && isRecord(command["body"]) ? command["body"] : {}
      return [name.toLowerCase(), new Map(Object.entries(body).map(([field, type]) => [field, String(type)]))]
    })
  )
}

const isInteger = (value: unknown): boolean => typeof value === "number" && Number.isInteger(value)

const fits = (type: string, value: unknown): boolean => {
  if (/^(List|HashSet)<int>$/.test(type)) return Array.isArray(value) && value.every(isInteger)
  if (type === "List<string>") return Array.isArray(value) && value.every((one) => typeof one === "string")
  if (type.startsWith("List<")) return Array.isArray(value)
  switch (type) {
    case "int":
      return isInteger(value)
    case "int?":
      return value === null || isInteger(value)
    case "bool":
      return typeof value === "boolean"
    case "ImportMode":
      return typeof value === "string" && /^(auto|move|copy)$/i.test(value)
    case "string":
      return typeof value === "string"
    default:
      return true
  }
}

/** Without these a command is taken and then fails, or does something else. */
const needed: Readonly<Record<string, ReadonlyArray<string>>> = {
  moviessearch: ["movieIds"],
  episodesearch: ["episodeIds"],
  seasonsearch: ["seriesId", "seasonNumber"],
  albumsearch: ["albumIds"],
  booksearch: ["bookIds"],
  downloadedmoviesscan: ["path"],
  downloadedepisodesscan: ["path"],
  downloadedalbumsscan: ["path"],
  downloadedbooksscan: ["path"]
}

/** What is wrong with the body of `POST command`. */
export const checkCommand = (commands: ReadonlyMap<string, Fields>, body: unknown): ReadonlyArray<string> => {
  if (!isRecord(body) || typeof body["name"] !== "string") return ["a command has a name"]
  const { name, ...rest } = body
  const fields = commands.get(String(name).toLowerCase())
  if (fields === undefined) return [`there is no command ${String(name)}`]
  const problems = Object.entries(rest).flatMap(([field, value]) => {
    const type = fields.get(field)
    if (type === undefined) return [`${String(name)} has no field ${field}`]
    return fits(type, value) ? [] : [`${String(name)}.${field} is no ${type}`]
  })
  const missing = (needed[String(name).toLowerCase()] ?? []).filter((field) => !(field in rest))
  return [...problems, ...missing.map((field) => `${String(name)} needs ${field}`)]
}
