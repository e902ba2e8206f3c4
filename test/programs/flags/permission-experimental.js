// it: fibers work under the permission model of Node 20 and 22
// flags: --experimental-permission --allow-addons --allow-fs-read=*
// lines: 20 22
'use strict';
require('../engine/support/everyday').run(() => console.log('ok'));
