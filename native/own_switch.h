// Exchanges V8's state of two stacks directly, without V8's protocol for threads: nothing is locked, and to V8 the thread stays the
// same. Stacks that do not run hang, with what V8 would archive of them, in V8's own list of threads that have left, so that
// collections visit them. Works where thread_states.h finds and verifies where V8 keeps what.
#pragma once

#include <v8.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>

#include "lazy_scavenges.h"
#include "probe.h"
#include "thread_states.h"

namespace greenpatch {

// What a stack has for that. Its record is in V8's list from Link to Unlink.
struct OwnState : RestingThread {
  std::unique_ptr<char[]> archive;
  bool debugged = false;  // the archive has a debugger's state
};

class OwnSwitch {
 public:
  // Empty on success. To be called before anything else has been archived by the engine.
  std::string Open(v8::Isolate* isolate, const Probes& probes);
  // Nothing is entered this way any more.
  void Close();
  bool on() const { return on_; }
  // Stacks may have been left this way: V8 has to be told of them before it can enter them.
  bool opened() const { return isolate_ != nullptr; }

  // Whether the running stack, with this limit, has nothing that only V8's protocol takes along: no postponed interrupts, as where a
  // debugger has paused, and no limit that is not ours.
  bool MayLeave(uintptr_t limit) const { return on_ && InterruptsServed() && *limit_ == limit; }
  bool InterruptsServed() const {
    for (size_t i = 0; i < kGuardWords; i++)
      if ((states_.layout.idle_words >> i & 1) != 0 && guard_[i] != idle_[i]) return false;
    return true;
  }
  const ThreadStates& states() const { return states_; }
  char* nothing_archived() { return states_running_.get(); }
  // The state of a thread that has just come, for a stack that has not begun or has ended.
  void Renew(OwnState* own) const;
  // Left by V8 below all scopes, by restoring a thread: as long as the stack is in use. Collections do not see those of an idle one.
  bool HasHandles(const OwnState& own) const {
    uintptr_t next = 0;
    memcpy(&next, own.archive.get() + states_.layout.scope_data_copy, sizeof next);
    return next != 0;
  }
  void Link(OwnState* own);
  static void Unlink(OwnState* own);

  // The running stack has no scope open. V8 frees a spare block of handles, but not one that has such handles in it.
  void DropHandles() const;

  // `from` runs and `to` does not; then it is the other way round, but for the stack itself and its limits.
  void Exchange(OwnState* from, OwnState* to) {
    SaveThread(isolate_, states_, from->archive.get());
    from->record.data = from->archive.get();
    to->record.data = states_running_.get();
    LoadThread(isolate_, states_, to->archive.get());
  }
  OwnState& hub() { return hub_; }
  // A stack that is left while a debugger steps in it takes that along, and goes on to step. Not as V8 restores a thread's: that walks over the
  // end of the stack where the step is one into a function, or one out of the last. Breaks for the step stay in the code; where no step is
  // in force they do nothing.
  void KeepDebug(OwnState* own) {
    if (DebugIdle()) return;
    memcpy(own->archive.get() + states_.debug_at(), states_.debug, states_.layout.debug_bytes);
    own->debugged = true;
    memcpy(states_.debug, states_.fresh.data() + states_.debug_at(), states_.layout.debug_bytes);
  }
  void ReturnDebug(OwnState* own) {
    if (!own->debugged) return;
    memcpy(states_.debug, own->archive.get() + states_.debug_at(), states_.layout.debug_bytes);
    DropDebug(own);
  }
  void DropDebug(OwnState* own) {
    if (!own->debugged) return;
    own->debugged = false;
    memcpy(own->archive.get() + states_.debug_at(), states_.fresh.data() + states_.debug_at(), states_.layout.debug_bytes);
  }
  // The state of a stack that does not run becomes that of the thread that V8 has just let in, and the other way round: then the
  // thread has that of a new one.
  void GiveToThread(OwnState* own);
  bool TakeFromThread(OwnState* own);

 private:
  static constexpr size_t kGuardWords = kGuardWordBytes / sizeof(uintptr_t);
  bool DebugIdle() const {
    return memcmp(states_.debug, states_.fresh.data() + states_.debug_at(), states_.layout.debug_bytes) == 0;
  }

  v8::Isolate* isolate_ = nullptr;
  ThreadStates states_;
  bool on_ = false;
  const volatile uintptr_t* guard_ = nullptr;
  const volatile uintptr_t* limit_ = nullptr;
  uintptr_t idle_[kGuardWords] = {};  // where no interrupts are postponed; some of the words V8 never writes
  std::unique_ptr<char[]> states_running_;  // the archive of whatever runs: nothing is in it
  void* manager_ = nullptr;
  OwnState hub_;
};

}  // namespace greenpatch
