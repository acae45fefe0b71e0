/** Everything that needs the TOML parser with positions; imported by those who edit, when they do. */
export { environmentProblems } from "./environmentKeys.ts"
export { proposeText } from "./proposeText.ts"
export { protectedChanges } from "./protectedKeys.ts"
export { shownToml } from "./rawSecrets.ts"
