#pragma once

namespace greenpatch {

// V8's CPU profiler sends SIGPROF to the thread that runs JavaScript, and takes its handler away when the last profile ends. Where
// fibers have threads of their own these are two threads: a signal that comes late meets the default action, which ends the process.
// A handler that stays lets such a signal pass. One that another process sent still does what it did before. Once per process; what
// the program or its embedder has set is left alone.
void LetLateProfilerSignalsPass();

// Whether that handler is in place.
bool LateProfilerSignalsPass();

}  // namespace greenpatch
