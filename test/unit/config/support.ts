import * as Either from "effect/Either"
import { type Assembled, assemble } from "../../../src/config/assemble.ts"
import { type ConfigProblem, render } from "../../../src/config/ConfigProblem.ts"
import type { Environment } from "../../../src/config/environment.ts"

/** A text as a config, or its problems. */
export const assembled = (text: string, environment: Environment = {}, secretFiles: Record<string, string> = {}) =>
  assemble({
    file: "config.toml",
    text,
    environment,
    secretFiles: new Map(Object.entries(secretFiles).map(([name, content]) => [name, { text: content }]))
  })

/** The config of a text that must be usable. */
export const good = (text: string, environment?: Environment, secretFiles?: Record<string, string>): Assembled => {
  const result = assembled(text, environment, secretFiles)
  if (Either.isLeft(result)) throw new Error(lines(result.left).join("\n"))
  return result.right
}

/** The problems of a text that must not be usable, one line each. */
export const bad = (text: string, environment?: Environment): ReadonlyArray<string> => {
  const result = assembled(text, environment)
  if (Either.isRight(result)) throw new Error("this config was accepted")
  return lines(result.left)
}

export const lines = (problems: ReadonlyArray<ConfigProblem>): ReadonlyArray<string> => problems.map(render)

/** A managed Arr section that is complete. */
export const radarr = (name = "Radarr-Movies", more = "") =>
  `[${name}]\nURI = "http://${name.toLowerCase().replaceAll(/[^a-z]/g, "")}:7878"\nAPIKey = "abcdef0123456789"\n${more}\n`
