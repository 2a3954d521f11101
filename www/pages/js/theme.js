// Light or dark: what the system says, until the visitor says otherwise.

const system = matchMedia('(prefers-color-scheme: dark)');

export function setUpTheme(button) {
  const root = document.documentElement;
  const current = () => root.dataset.theme ?? (system.matches ? 'dark' : 'light');

  const show = () => {
    button.ariaLabel = button.title = current() === 'dark' ? 'Switch to light' : 'Switch to dark';
  };

  button.addEventListener('click', () => {
    const chosen = current() === 'dark' ? 'light' : 'dark';
    const sameAsSystem = chosen === (system.matches ? 'dark' : 'light');
    if (sameAsSystem)
      delete root.dataset.theme; // follow the system again
    else root.dataset.theme = chosen;
    remember(sameAsSystem ? null : chosen);
    show();
  });
  system.addEventListener('change', show);
  show();
}

function remember(theme) {
  try {
    if (theme) localStorage.setItem('theme', theme);
    else localStorage.removeItem('theme');
  } catch {
    // Then it lasts until the page is left.
  }
}
