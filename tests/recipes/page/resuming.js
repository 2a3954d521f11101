// Both ways to resume, and how an application reads them.
export { ask as askWithGet } from '../../../docs/recipes/code/resume-get.js';
export { ask as askWithPost } from '../../../docs/recipes/code/resume-post.js';
