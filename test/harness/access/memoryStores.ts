import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Account, type StoredAccount } from "../../../src/store/access/Account.ts"
import { ApiTokens, most, type StoredToken } from "../../../src/store/access/ApiTokens.ts"
import { Sessions, type StoredSession } from "../../../src/store/access/Sessions.ts"

/** What the stores of access hold; a second server that is given the same one is the first one after a restart. */
export interface AccessMemory {
  account: StoredAccount | undefined
  setupClosed: boolean
  readonly sessions: Map<string, StoredSession>
  readonly tokens: Map<string, StoredToken>
}

export const memory = (): AccessMemory => ({
  account: undefined,
  setupClosed: false,
  sessions: new Map(),
  tokens: new Map()
})

/** The stores of access as plain memory: what they promise, without a database. */
export const layer = (kept: AccessMemory = memory()) =>
  Layer.mergeAll(
    Layer.succeed(Account, {
      current: Effect.sync(() => kept.account),
      setupClosed: Effect.sync(() => kept.setupClosed || kept.account !== undefined),
      create: (account) =>
        Effect.sync(() => {
          if (kept.setupClosed || kept.account !== undefined) return false
          kept.account = account
          kept.setupClosed = true
          return true
        }),
      replace: (account) =>
        Effect.sync(() => {
          kept.account = account
          kept.setupClosed = true
        }),
      closeSetup: Effect.sync(() => {
        kept.setupClosed = true
      }),
      signingKey: Redacted.make("5".repeat(64))
    }),
    Layer.succeed(Sessions, {
      find: (hash) => Effect.sync(() => kept.sessions.get(hash)),
      list: Effect.sync(() => [...kept.sessions.values()].sort((a, b) => b.createdAt - a.createdAt)),
      add: (session) => Effect.sync(() => void kept.sessions.set(session.hash, session)),
      touch: (hash, seenAt) =>
        Effect.sync(() => {
          const known = kept.sessions.get(hash)
          if (known !== undefined) kept.sessions.set(hash, { ...known, seenAt })
        }),
      removeWhere: (isMeant) =>
        Effect.sync(() => {
          const meant = [...kept.sessions.values()].filter(isMeant)
          for (const { hash } of meant) kept.sessions.delete(hash)
          return meant.length
        })
    }),
    Layer.succeed(ApiTokens, {
      find: (hash) => Effect.sync(() => kept.tokens.get(hash)),
      list: Effect.sync(() => [...kept.tokens.values()].sort((a, b) => b.createdAt - a.createdAt)),
      add: (token) =>
        Effect.sync(() => {
          if (kept.tokens.size >= most) return false
          kept.tokens.set(token.hash, token)
          return true
        }),
      used: (hash, at) =>
        Effect.sync(() => {
          const known = kept.tokens.get(hash)
          if (known !== undefined) kept.tokens.set(hash, { ...known, usedAt: at })
        }),
      remove: (id) =>
        Effect.sync(() => {
          const meant = [...kept.tokens.values()].find((token) => token.id === id)
          return meant !== undefined && kept.tokens.delete(meant.hash)
        })
    })
  )
