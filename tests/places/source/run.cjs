const { eventStream } = require('eventsource-wasm');
const { visit } = require('./visit.js');

if (typeof eventStream !== 'function') throw new Error('require gave no eventStream');
visit(process.argv[2]).then((outcome) => console.log(JSON.stringify(outcome)));
