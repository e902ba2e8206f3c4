// Opens the engine before the self-test is loaded, as `node -r greenpatch` does before a program.
import { engineStatus } from '../../fiber';

try {
  engineStatus();
} catch {
  // A setting that is wrong: the self-test asks again, and says so.
}
