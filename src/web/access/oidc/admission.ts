/** What a provider says about a person. */
export type Claims = Readonly<Record<string, unknown>> & { readonly sub: string }

/** Who is let in. */
export interface AllowList {
  readonly users: ReadonlyArray<string>
  readonly groups: ReadonlyArray<string>
  /** Claim that lists the groups. */
  readonly groupsClaim: string
}

const textClaim = (claims: Claims, name: string): string | undefined => {
  const value = claims[name]
  return typeof value === "string" && value !== "" ? value : undefined
}

/** The groups of a person, as a list or as one text with blanks or commas between them. */
export const groupsOf = (claims: Claims, claim: string): ReadonlyArray<string> => {
  const value = claims[claim]
  if (typeof value === "string") return value.split(/[\s,]+/).filter((group) => group !== "")
  return Array.isArray(value) ? value.filter((group) => typeof group === "string") : []
}

/** Everybody can write any address into their profile; only a verified one says who somebody is. */
const verifiedEmail = (claims: Claims): string | undefined =>
  claims["email_verified"] === true ? textClaim(claims, "email") : undefined

/** What a person is called here. */
export const displayName = (claims: Claims): string =>
  (textClaim(claims, "preferred_username") ?? verifiedEmail(claims) ?? claims.sub)
    .replaceAll(/\p{Cc}/gu, " ")
    .slice(0, 128)

/** Whether somebody on the list is meant. An empty list lets nobody in. Names and addresses are compared in any case, `sub` exactly. */
export const isAdmitted = (claims: Claims, { groups, groupsClaim, users }: AllowList): boolean => {
  const names = [textClaim(claims, "preferred_username"), verifiedEmail(claims)].map((name) => name?.toLowerCase())
  const isNamed = users.some((user) => user === claims.sub || names.includes(user.toLowerCase()))
  return isNamed || groupsOf(claims, groupsClaim).some((group) => groups.includes(group))
}
