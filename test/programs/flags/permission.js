// it: fibers work under the permission model, which forbids the inspector that async ids are found with
// flags: --permission --allow-addons --allow-fs-read=*
// lines: >=24
'use strict';
require('../engine/support/everyday').run(() => console.log('ok'));
