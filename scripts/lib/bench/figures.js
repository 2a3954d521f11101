// Figures as people read them: three digits say all there is to say.

/** 1234.5 → `1,230`, 12.34 → `12.3`, 0.1234 → `0.123`. */
export function short(figure) {
  if (figure === 0) return '0';
  const rounded = Number(figure.toPrecision(3));
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded))));
  return rounded.toLocaleString('en', {
    minimumFractionDigits: Math.min(digits, 3),
    maximumFractionDigits: Math.min(digits, 3),
  });
}

/** 3.24 → `3.2×`, 12.4 → `12×`, 0.456 → `0.46×`. */
export function times(ratio) {
  return `${Number(ratio.toPrecision(2)).toLocaleString('en')}×`;
}

/** 12345678 → `12.3 MB`. */
export function bytes(count) {
  const [unit, power] = Math.abs(count) < 1e6 ? ['kB', 1e3] : ['MB', 1e6];
  return `${(count / power).toFixed(1)} ${unit}`;
}
