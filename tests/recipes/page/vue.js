// What an application does with the recipe.
import { createApp, h, shallowRef } from 'vue';
import PriceTag from '../../../docs/recipes/code/PriceTag.vue';
import { useEventSource } from '../../../docs/recipes/code/use-event-source.js';

/** Mounts a component that shows a stream, whose URL may change. */
export function mount(url) {
  const current = shallowRef(url);
  const app = createApp({
    setup() {
      const { data, state, error } = useEventSource(current, { retry: { delay: 10 } });
      return () => h('p', { class: state.value }, [data.value, error.value?.code].filter(Boolean).join(' '));
    },
  });
  const listenTo = (url) => {
    current.value = url;
  };
  return { listenTo, ...shown(app) };
}

/** Mounts the recipe's component, whose symbol may change. */
export function mountPriceTag(symbol) {
  const current = shallowRef(symbol);
  const app = createApp({ setup: () => () => h(PriceTag, { symbol: current.value }) });
  const listenTo = (symbol) => {
    current.value = symbol;
  };
  return { listenTo, ...shown(app) };
}

function shown(app) {
  const element = document.body.appendChild(document.createElement('main'));
  app.mount(element);
  return { unmount: () => app.unmount(), html: () => element.innerHTML };
}
