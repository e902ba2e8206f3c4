import { blocking } from './blocking';
import { definePatch } from './define';
import { parkingInSpawn } from './spawn-binding';

const parking = blocking(parkingInSpawn);

export default definePatch({
  module: 'child_process',
  implements: { execFileSync: parking, execSync: parking, spawnSync: parking },
  passThrough: ['ChildProcess', '_forkChild', 'exec', 'execFile', 'fork', 'spawn'],
  refuses: {},
});
