'use strict';
/** Runs checks one after the other, names the one that fails, and prints how many have passed. @param {Record<string, () => void>} checks */
module.exports = function run(checks) {
  for (const [what, check] of Object.entries(checks)) {
    try {
      check();
    } catch (error) {
      error.message = `${what}: ${error.message}`;
      throw error;
    }
    if (process.env.VERBOSE) console.error(what);
  }
  console.log(`${Object.keys(checks).length} checks passed`);
};
