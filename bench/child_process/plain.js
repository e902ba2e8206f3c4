'use strict';
const { execFileSync } = require('child_process');
const { begin, command, count } = require('./work');

const end = begin();
for (let i = 0; i < count; i++) execFileSync(...command);
end('plain');
