/** In place of `#strings` where nothing is compiled at run time: the platform's decoder makes all strings. */
export const stringMaker = (): Promise<never> => Promise.reject();
