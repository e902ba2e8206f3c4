/** Names a place where a call was made among others. Here, because the command needs it where the rest of greenpatch does not load. */
export const siteKey = ({
  what,
  how,
  file,
  line,
}: Record<'what' | 'how' | 'file', string> & { line: number }): string => `${how} ${what} ${line} ${file}`;
