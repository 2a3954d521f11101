// A line of the last few values, as SVG.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 120;
const HEIGHT = 32;

export function createSparkline() {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'sparkline');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const area = svg.appendChild(document.createElementNS(SVG, 'path'));
  area.setAttribute('class', 'sparkline-area');
  const line = svg.appendChild(document.createElementNS(SVG, 'path'));
  line.setAttribute('class', 'sparkline-line');

  return {
    element: svg,
    draw(values) {
      if (values.length < 2) return;
      const low = Math.min(...values);
      const span = Math.max(...values) - low || 1;
      const step = WIDTH / (values.length - 1);
      const points = values.map((value, index) => {
        const y = 2 + (HEIGHT - 4) * (1 - (value - low) / span);
        return `${(index * step).toFixed(1)} ${y.toFixed(1)}`;
      });
      const d = `M${points.join('L')}`;
      line.setAttribute('d', d);
      area.setAttribute('d', `${d}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`);
    },
  };
}
