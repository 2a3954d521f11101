export const firefoxPreferences = {
  // Otherwise a GET whose connection breaks before the answer is sent again, up to ten times, and no script is told.
  'network.http.request.max-attempts': 1,
};
