import type childProcess from 'node:child_process';
import { builtin } from '../../../base/builtin';
import { blocking } from '../../core/blocking';
import { callingBack } from '../../core/callbacks';
import { definePatch } from '../../core/define';
import { emitting } from '../../core/emitting';
import { parkingInSpawn } from './spawn-binding';

const EVENTS = {
  close: 'child close',
  disconnect: 'child disconnect',
  exit: 'child exit',
  message: 'child message',
  spawn: 'child spawn',
};
const parking = blocking(parkingInSpawn);

export default definePatch({
  module: 'child_process',
  implements: {
    execFileSync: parking,
    execSync: parking,
    spawnSync: parking,
    exec: callingBack('child_process.exec'),
    execFile: callingBack('child_process.execFile'),
    'ChildProcess.prototype.emit': emitting(
      () => builtin<typeof childProcess>('child_process').ChildProcess.prototype,
      EVENTS,
    ),
  },
  passThrough: ['ChildProcess', '_forkChild', 'fork', 'spawn'],
  refuses: {},
});
