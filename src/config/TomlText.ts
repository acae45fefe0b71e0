const bareKey = /^[A-Za-z0-9_-]+$/
const width = 118

/** A key as it stands in TOML. */
export const tomlKey = (name: string): string => (bareKey.test(name) ? name : tomlString(name))

/** What single quotes cannot hold. */
const notLiteral = /['\p{Cc}]/u

/** Single quotes where a backslash has to stay one; double quotes otherwise. TOML escapes DEL, which JSON leaves. */
const tomlString = (text: string): string =>
  text.includes("\\") && !notLiteral.test(text) ? `'${text}'` : JSON.stringify(text).replaceAll("\u007f", "\\u007f")

const inline = (value: unknown): string => {
  if (typeof value === "string") return tomlString(value)
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`
  if (typeof value === "object" && value !== null) {
    const pairs = Object.entries(value).map(([name, inner]) => `${tomlKey(name)} = ${inline(inner)}`)
    return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`
  }
  return String(value)
}

/** `name = value`; a list that is too long for a line gets one line for each item. */
export const tomlAssignment = (name: string, value: unknown): string => {
  const line = `${tomlKey(name)} = ${inline(value)}`
  if (line.length <= width || !Array.isArray(value)) return line
  return [`${tomlKey(name)} = [`, value.map((item: unknown) => `  ${inline(item)}`).join(",\n"), "]"].join("\n")
}

/** A value on one line, as it would stand in TOML. */
export const tomlValue = inline

/** Text as comment lines of at most the usual width. */
export const comment = (text: string): string => {
  const lines: Array<string> = []
  let line = "#"
  for (const word of text.split(/\s+/)) {
    if (line.length + 1 + word.length > width && line !== "#") {
      lines.push(line)
      line = "#"
    }
    line += ` ${word}`
  }
  return [...lines, line].join("\n")
}
