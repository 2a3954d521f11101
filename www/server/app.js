// The routes, and nothing else: what is behind each of them is in the module of the same name.

import { Hono } from 'hono';
import { benchmark } from './bench.js';
import { chatCompletions } from './chat.js';
import { packageFiles, pageFiles } from './pages.js';
import { createRequestLog, requestLogRoutes } from './requests.js';
import { createTicker } from './ticker.js';

export function createApp({ packageDir }) {
  const requests = createRequestLog();
  const ticker = createTicker();

  const app = new Hono();
  app.post('/v1/chat/completions', ...chatCompletions(requests));
  app.get('/ticker', ticker.handler);
  app.route('/demo/requests', requestLogRoutes(requests));
  app.route('/', benchmark());
  app.route('/', packageFiles(packageDir));
  app.route('/', pageFiles());
  app.notFound((c) => c.text(`Nothing here: ${c.req.path}\n`, 404));

  return { app, close: ticker.close };
}
