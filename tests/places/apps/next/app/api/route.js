import { visit } from '../../visit.js';

/** A route handler that uses the package. */
export async function GET(request) {
  return Response.json(await visit(new URL(request.url).searchParams.get('api')));
}
