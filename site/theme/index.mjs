import DefaultTheme from 'vitepress/theme';
import { defineAsyncComponent } from 'vue';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    // Its data is large: only the page that has it loads it.
    app.component(
      'Ledger',
      defineAsyncComponent(() => import('./Ledger.vue')),
    );
  },
};
