// The colours of what is drawn, in a light and in a dark notebook, and the change from one to the other.
export const THEMES = {
  light: { background: 0xffffff, grid: 0xb5b5b5, rim: 0x707070, part: 0x3b86c8, edge: 0x16324d, mark: 0xb3261e, ghost: 0x1e7a3c, old: 0xa8a8a8 },
  dark: { background: 0x1e1e1e, grid: 0x4a4a4a, rim: 0x9a9a9a, part: 0x5aa5e6, edge: 0xdcebf8, mark: 0xff8a80, ghost: 0x7fdb9a, old: 0x808080 },
};

function isDark() {
  const named = document.body.dataset.jpThemeLight;
  return named === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : named === 'false';
}

// Calls `paint` with the colours now and whenever JupyterLab's theme changes; returns what ends it.
export function followTheme(paint) {
  const dress = () => paint(THEMES[isDark() ? 'dark' : 'light']);
  const watch = new MutationObserver(dress);
  watch.observe(document.body, { attributes: true, attributeFilter: ['data-jp-theme-light'] });
  dress();
  return () => watch.disconnect();
}
