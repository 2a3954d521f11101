/**
 * The CORS headers for one request.
 * @param {import('./request.js').FixtureRequest} request
 * @param {undefined | 'none' | 'any' | 'credentials'} policy `any` is a bare `*`, which forbids credentials;
 *   `credentials` names the origin that asks
 */
export function corsHeaders(request, policy) {
  if (policy === 'any') return { 'Access-Control-Allow-Origin': '*' };
  if (policy !== 'credentials') return {};
  return {
    'Access-Control-Allow-Origin': request.header('Origin') ?? '*',
    'Access-Control-Allow-Credentials': 'true',
    Vary: 'Origin',
  };
}

/** What a preflight is told: whatever it asks for is allowed. */
export function preflightHeaders(request) {
  return {
    'Access-Control-Allow-Methods': request.header('Access-Control-Request-Method'),
    'Access-Control-Allow-Headers': request.header('Access-Control-Request-Headers') ?? '',
    // A preflight that is remembered would be missing from what the next test records.
    'Access-Control-Max-Age': '0',
  };
}
