'use strict';
// Four tasks in one Python call a function that blocks.
const { ask, four, load } = require('./kit');

load('pyodide')
  .loadPyodide()
  .then((python) => {
    python.globals.set('ask', ask);
    python.runPython('def work(n):\n    mine = [n, n + 1, n + 2]\n    return sum(ask(k) for k in mine) + len(mine)\n');
    return four(python.globals.get('work'));
  });
