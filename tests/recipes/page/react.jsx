// What an application does with the recipe.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Answer } from '../../../docs/recipes/code/use-answer.jsx';

/** Mounts an answer in StrictMode. */
export function mount(url, question) {
  const element = document.body.appendChild(document.createElement('main'));
  const root = createRoot(element);
  const show = (question) =>
    root.render(
      <StrictMode>
        <Answer url={url} question={question} />
      </StrictMode>,
    );
  show(question);
  return {
    ask: show,
    unmount: () => root.unmount(),
    html: () => element.innerHTML,
    text: () => element.textContent,
  };
}
