/** A `fetch` that asks once more, with a new token, where the first one was refused. */
export function authorizedFetch(tokens) {
  const attempt = async (url, init) => {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${await tokens.get()}`);
    return fetch(url, { ...init, headers });
  };
  return async (url, init) => {
    const response = await attempt(url, init);
    if (response.status !== 401) return response;
    await response.body?.cancel();
    tokens.drop();
    return attempt(url, init);
  };
}
