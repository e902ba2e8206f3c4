// it: a rejection is judged when the code that made it has ended, also under the permission model, which hides Node's list of them
// flags: --permission --allow-addons --allow-fs-read=*
// preload: greenpatch
// lines: >=24
'use strict';
require('../engine/support/rejections').run(() => console.log('ok'));
