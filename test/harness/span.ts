/**
 * Whether simulations run in their long form: `npm run simulate`. Every run of the tests goes through their first days, and
 * checks the same of them.
 */
export const isLong = process.env["SIMULATION"] === "long"
