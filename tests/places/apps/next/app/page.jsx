'use client';

import { useEffect } from 'react';
import { visit } from '../visit.js';

/** Rendered on the server first, which imports all that the page does. */
export default function Page() {
  useEffect(() => {
    window.visit = visit;
  }, []);
  return <p>Ready: {typeof visit}</p>;
}
