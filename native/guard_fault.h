// A fault in the guard zone of a stack is told on stderr, and then ends the process as it would have without that.
//
// The handler of SIGSEGV is put in front of the one that is there (Node's own, for WebAssembly, or the program's), which gets every
// signal that is none of ours, and ours when it has been told. Only what may be called in a signal handler is called.
#pragma once

#include <cstddef>
#include <cstdint>

namespace greenpatch {

// What JavaScript notes of the fiber that runs (src/fiber/notes.ts has the same layout): words of 32 bits, then names.
struct FaultNotes {
  uint32_t fiber;      // its id; 0 where it has none
  uint32_t name;       // the number of its name, from 1 on
  uint32_t unguarded;  // written by the engine: how many stacks have no guard zone
  uint32_t unused[13];
  struct Name {
    uint32_t number;
    uint8_t length;
    char text[59];
  } names[64];  // name n is in names[n % 64], unless a later one has taken its place
};

struct WatchedStacks {
  char* start;
  size_t slots, slot_bytes, guard_bytes, script_bytes;
  const FaultNotes* notes;
};

// Has guard zones of these stacks watched; returns their number.
size_t WatchGuards(const WatchedStacks& stacks);
void UnwatchGuards(size_t number);

// Where the calling thread's signal handlers run: a stack that has overflown has no room for them. Nothing when it has one.
class SignalStack {
 public:
  static constexpr size_t kBytes = 64 * 1024;
  // Takes memory of its own when none is given.
  explicit SignalStack(char* memory = nullptr);
  ~SignalStack();
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

 private:
  char* memory_ = nullptr;
  char* mapped_ = nullptr;
};

}  // namespace greenpatch
