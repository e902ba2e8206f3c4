// it: without async ids (the permission model forbids the inspector) what blocks in promise jobs with hooks on, or in async scopes, is right
// The trap: Node aborts when its stack of async ids is popped out of turn.
// preload: greenpatch
// flags: --permission --allow-fs-read=* --allow-addons --no-warnings
// lines: >=22
require('./support/no-async-ids');
