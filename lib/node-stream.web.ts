/** Of the web: no stream of Node's is ever met. */
export const readNodeStream = (): undefined => undefined
