/** Everything that needs the TOML parser with positions; imported by those who edit, when they do. */
export { environmentProblems } from "./environmentKeys.ts"
export { proposing } from "./proposeText.ts"
export { protectedChanges } from "./protectedKeys.ts"
export { shownToml } from "./rawSecrets.ts"
