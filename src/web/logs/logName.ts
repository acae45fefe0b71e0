/** `Main.log`, `Main.log.1`; also what an older program left behind: `Radarr 4K.log.old`, `All.log.2.gz` not. */
const shape = /^[^/\\:]{1,200}\.log(?:\.(?:\d{1,3}|old))?$/i

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
const control = /[\u0000-\u001f\u007f]/

/** Whether a log file may have this name. A name is never a path, and hidden files are not logs. */
export const isLogName = (name: string): boolean => shape.test(name) && !control.test(name) && !name.startsWith(".")

/** `Main.log` of `Main.log.3`; itself for one that was not rotated. */
export const baseOf = (name: string): string => name.replace(/\.\d{1,3}$/, "")

/** 0 for `Main.log`, 3 for `Main.log.3`: the older, the larger. `.old` of the program before comes last. */
export const ageOf = (name: string): number => {
  const number = /\.log\.(\d{1,3})$/i.exec(name)?.[1]
  return number === undefined ? (name.toLowerCase().endsWith(".old") ? 1000 : 0) : Number(number)
}
