/** The whole month takes minutes of a core: `npm run simulate`. Every run of the tests goes through its first days. */
export const isMonth = process.env["SIMULATION"] === "month"

export const days = isMonth ? 30 : 2
