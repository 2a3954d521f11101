import { visit } from './visit.js';

console.log(JSON.stringify(await visit(process.argv[2])));
