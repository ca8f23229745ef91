/** Of the web: no page can listen. */
export const serve = (): Promise<never> => Promise.reject(new Error('fakeCekura: listen() needs Node'))
