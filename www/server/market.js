// Something to tick about: a price that wanders, trades now and then, and the odd headline.

const HEADLINES = [
  ['Stream of consciousness lists on the exchange', 'Analysts expect it to go on and on.'],
  ['Long polling retires after a long career', 'It asks every thirty seconds whether it is missed.'],
  ['Last-Event-ID found safe and well', 'It had been remembered all along.'],
  ['Regulator: comments are not events', 'Keep-alives will continue to go unreported.'],
  ['Carriage return returns', 'Line feeds welcome it, pairwise.'],
];

/** Makes the event of each number: `event` (undefined for a plain message) and `data`. */
export function createMarket() {
  let price = 100;
  return (number) => {
    price = Math.max(1, price + (Math.random() - 0.5) * 1.6 + (100 - price) * 0.01);
    const rounded = Math.round(price * 100) / 100;
    if (number % 31 === 0) {
      const [headline, detail] = HEADLINES[(number / 31) % HEADLINES.length];
      return { event: 'news', data: `${headline}\n${detail}` }; // two lines of data
    }
    if (number % 6 === 0) {
      const side = Math.random() < 0.5 ? 'buy' : 'sell';
      const shares = 10 * Math.ceil(Math.random() * 40);
      return { event: 'trade', data: JSON.stringify({ price: rounded, side, shares, symbol: 'WASM' }) };
    }
    return { data: JSON.stringify({ price: rounded, symbol: 'WASM' }) };
  };
}
