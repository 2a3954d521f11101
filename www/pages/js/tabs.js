// On a narrow screen, chat and inspector take turns; on a wide one both are there, and the tabs aren't.

export function setUpTabs(tabs) {
  const { body } = document;

  const show = (view) => {
    body.dataset.view = view;
    for (const tab of tabs) {
      const selected = tab.dataset.view === view;
      tab.ariaSelected = String(selected);
      tab.tabIndex = selected ? 0 : -1;
    }
  };

  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener('click', () => show(tab.dataset.view));
    tab.addEventListener('keydown', ({ key }) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
      if (!step) return;
      const next = tabs[(index + step + tabs.length) % tabs.length];
      show(next.dataset.view);
      next.focus();
    });
  }
  show(body.dataset.view);
}
