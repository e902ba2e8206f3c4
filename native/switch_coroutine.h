// A coroutine on a stack of our own.
#pragma once

#include <v8.h>

#include <cstdint>

#include "engine.h"
#include "own_switch.h"
#include "stack_pool.h"

namespace greenpatch {

struct SwitchCoroutine final : Coroutine {
  Stack stack;
  void* sp = nullptr;          // saved here while suspended or idle
  void* resumer_sp = nullptr;  // and the resumer's while running
  int thread_id = 0;
  Engine* engine = nullptr;
  alignas(v8::Unlocker) unsigned char unlocker[sizeof(v8::Unlocker)];  // while suspended: holds V8's state of this stack
  bool parked = false;  // the unlocker is alive
  uint8_t rests = 0;    // looks of GiveBackAtRest since it has run
  bool cold = true;     // the stack holds no saved state: prepare it before it is entered
  OwnState own_state;   // V8's state of this stack while it is neither running nor parked
  bool own = false;     // it was entered by our own switching, and will be left so
};

}  // namespace greenpatch
