// The ways in which the chat endpoint can be told to fail, with the request header `X-Demo-Scenario`.

export const SCENARIOS = {
  none: 'Answers as asked.',
  401: 'Refuses the API key, whatever it is.',
  429: 'Too many requests, with a Retry-After header.',
  500: 'An error, as JSON.',
  html: 'A page of HTML instead of a stream, as a proxy or a captive portal sends it.',
  drop: 'Breaks the connection in mid-answer.',
  cut: 'Ends the response early, in good order but without [DONE].',
  stall: 'Goes silent in mid-answer and keeps the connection open.',
};

/** An error in the shape of OpenAI's. */
export function refuse(c, status, message, { type = 'invalid_request_error', param = null, code = null } = {}) {
  return c.json({ error: { message, type, param, code } }, status);
}

/** The answer to a request that the scenario refuses before there is a stream; undefined if it doesn't. */
export function refusalOf(scenario, c) {
  switch (scenario) {
    case '401':
      return refuse(c, 401, 'This API key has been revoked. Create a new one in your account settings.', {
        code: 'invalid_api_key',
      });
    case '429':
      c.header('Retry-After', '6');
      return refuse(c, 429, 'You have used up this minute’s 20 requests. Please wait 6 seconds.', {
        type: 'rate_limit_error',
        code: 'rate_limit_exceeded',
      });
    case '500':
      return refuse(c, 500, 'The model crashed while it was loading. It has been restarted.', {
        type: 'server_error',
        code: 'internal_error',
      });
    case 'html':
      return c.html(
        '<!doctype html>\n<title>Hotel Wi-Fi</title>\n<h1>Welcome!</h1>\n<p>Sign in to use the network.</p>\n',
      );
  }
}
