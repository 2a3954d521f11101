// A classic script, so that it runs before anything is painted: a chosen theme must not flash in later.
try {
  const chosen = localStorage.getItem('theme');
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // No storage, no choice to remember.
}
