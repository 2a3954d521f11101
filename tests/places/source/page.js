import { visit } from './visit.js';

globalThis.visit = visit;
