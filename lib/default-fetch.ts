/*
 * What is built as ESM is for bundlers, and so for the web: there each `<name>.web.ts` stands in for its `<name>.ts`,
 * which only Node needs. Of cross-fetch a page needs nothing, and it weighs as much as all of io-ts and fp-ts.
 */
export { default } from 'cross-fetch'
