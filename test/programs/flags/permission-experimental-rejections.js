// it: a rejection is judged when the code that made it has ended, also under the permission model of Node 20 and 22, which hides Node's list of them
// flags: --experimental-permission --allow-addons --allow-fs-read=*
// preload: greenpatch
// lines: 20 22
'use strict';
require('../engine/support/rejections').run(() => console.log('ok'));
