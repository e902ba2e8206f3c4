'use strict';
// What the workers of all libraries do: they answer with the text that they are asked, after a time.
module.exports = async (text, ms) => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  if (text.startsWith('fail')) throw new RangeError(text);
  return text;
};
