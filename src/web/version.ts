import packageJson from "../../package.json" with { type: "json" }

/** Version of this program, from package.json; the bundler puts the text into the bundle. */
export const version: string = packageJson.version
