import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto"

/** SHA-256 as hex: how secrets of 256 random bits are kept. */
export const digestOf = (secret: string): string => createHash("sha256").update(secret).digest("hex")

/** Compares in constant time; the hashes make the lengths equal, so not even the length leaks. */
export const sameSecret = (left: string, right: string): boolean =>
  timingSafeEqual(createHash("sha256").update(left).digest(), createHash("sha256").update(right).digest())

/** 256 random bits for a URL or a cookie. */
export const randomSecret = (): string => randomBytes(32).toString("base64url")

/** A short name without meaning. */
export const randomId = (): string => randomBytes(9).toString("base64url")

/** A value that only we can make for this subject. */
export const signed = (key: string, subject: string): string =>
  createHmac("sha256", key).update(subject).digest("base64url")
