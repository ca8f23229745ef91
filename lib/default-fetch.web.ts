/** Of the web: the native fetch, looked up at each call, for it may be replaced. */
export default (url: string, init: RequestInit): Promise<Response> => globalThis.fetch(url, init)
