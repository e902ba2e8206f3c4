// The interface of both engines. An engine makes coroutines: stacks that can be resumed and suspended. It knows nothing of
// the event loop, of fibers' results or of patches; those live in TypeScript.
//
//   resumer's stack                     coroutine's stack
//   ---------------                     -----------------
//   Resume(c) ──── switch ────────────▶ entry() runs JavaScript
//        (parked under Unlocker)            │
//   returns kSuspended ◀── switch ──── Suspend()      (parked under Unlocker)
//   Resume(c) ──── switch ────────────▶ Suspend() returns
//   returns kReturned / kThrew ◀────── entry() returned / threw; the stack goes back to the pool
//
// State of a coroutine:   idle ──Start──▶ running ──Suspend──▶ suspended ──Resume──▶ running ──▶ idle
//                                            └──Again──▶ waiting ──Start──▶ running
// A few coroutines that have finished wait on their stacks for the next use: V8 makes and frees nothing for them.
#pragma once

#include <node.h>
#include <uv.h>
#include <v8.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "guard_fault.h"
#include "guest_marks.h"
#include "job_queue.h"
#include "shutdown_list.h"
#include "stack_state.h"
#include "v8_compat.h"

namespace greenpatch {

enum class Outcome : int { kSuspended = 0, kReturned = 1, kThrew = 2, kTerminated = 3 };
enum class State : uint8_t { kIdle, kRunning, kSuspended, kWaiting };

struct Options {
  size_t stack_bytes = 0;    // what JavaScript may use, at least what plain Node gives it
  bool own_switching = true;  // where it can be had, instead of V8's protocol
  bool lazy_scavenges = true;  // likewise
  size_t reserve_bytes = 0;  // below that, for native code that is called when JavaScript is near its limit; 0: as main threads have
};

// What parks or wakes must not be cut short by V8's stack overflow. Where less than this is left to JavaScript it gets this much more,
// from what lies below, until it has done.
constexpr size_t kExtraRoom = 64 * 1024;
// With less than this left, no wake-up begins. A wait, or the taking of a permit or an item, needs twice as much, so that what has
// been taken can be given back.
constexpr size_t kLeastRoom = 4 * 1024;

// An exception and its message, kept from the stack that threw until it is rethrown or dropped.
struct Failure {
  v8::Global<v8::Value> error;
  v8::Global<v8::Message> message;
#if defined(GREENPATCH_CONTINUATION_DATA)
  v8::Global<ContinuationValue> data;  // of the code that threw
#endif
};

struct Stats {
  size_t live = 0;     // started and not finished
  size_t idle = 0;     // finished, kept for reuse (idle or waiting)
  size_t created = 0;  // stacks (or threads) ever made
  size_t guarded = 0;  // of these, with a guard page
  size_t hidden = 0;   // at which scavenges do not look
};

// V8's limit of a stack.
struct Limit {
  uintptr_t usual = 0;
  bool given = false;  // kExtraRoom has been added
  uintptr_t Now() const { return given ? usual - kExtraRoom : usual; }
};

// A call that is made on the hub's OS thread for a coroutine.
struct HubCall {
  v8::Local<v8::Function> fn;  // in a handle scope of the coroutine's
  ContinuationData data;
  bool returned = false;
  bool terminated = false;
};

struct Coroutine {
  virtual ~Coroutine() = default;
  uint32_t id = 0;
  State state = State::kIdle;
  Outcome outcome = Outcome::kSuspended;
  bool in_microtasks = false;    // resumed from within a drain of the promise jobs; known where the drain's marks are not
  DrainState drain;              // its own part of the promise jobs' queue, while it does not run
  Coroutine* resumer = nullptr;  // who gets the thread when this one suspends; null is the hub
  Limit limit;
  ShutdownList shutdown_list;    // this stack's own, while it does not run
  StackState::Own own;
};

class Engine {
 public:
  Engine(v8::Isolate* isolate, Options options)
      : isolate_(isolate), options_(options), loop_(node::GetCurrentEventLoop(isolate)) {}
  virtual ~Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Probes and verifies. Empty when the engine can be used, otherwise why not.
  virtual std::string Open() = 0;
  // Ends what cannot outlive the environment. Called from its clean-up hook.
  virtual void Close() {}
  // Gives memory of stacks that have not been needed lately back to the system.
  virtual void Trim() {}
  virtual std::string Describe() const = 0;  // one line for `doctor`
  virtual bool ProfilerSeesFibers() const = 0;
  // For tests: each switch goes by V8's protocol, as while a debugger is at work.
  virtual void PreferProtocol(bool) {}
  virtual bool OnOneThread() const { return true; }  // all its stacks
  virtual Stats GetStats() const = 0;

  // To be called once, after Open. `entry` is the first function of every coroutine.
  void Attach(v8::Local<v8::Function> entry);
  // The engine outlives its isolate: what refers to the isolate goes.
  void Detach();
  // A new coroutine, running at once. Null, with errno set, when the system gives no stack.
  Coroutine* Start(Outcome* outcome);
  // False when there is no such coroutine or it is not suspended.
  bool Resume(uint32_t id, Outcome* outcome);
  // False when no coroutine is running, that is on the hub.
  bool Suspend();
  // Calls `fn` on the OS thread that the isolate was made on, while the running coroutine waits: nothing else runs meanwhile, and `fn`
  // cannot suspend. False when it threw.
  bool CallOnHub(v8::Local<v8::Function> fn);
  // Suspending inside a drain of promise jobs that began on this very stack would keep V8's queue marked as being drained,
  // and the jobs of other code would not run meanwhile, unless the mark is known and leaves with the stack.
  bool CanSuspend() const {
    if (current_ == nullptr || Forbids() != nullptr) return false;
    return jobs_.known() || current_->in_microtasks || !v8::MicrotasksScope::IsRunningMicrotasks(isolate_);
  }
  // What goes on in which nothing may park; null when nothing does.
  const char* Forbids() const {
    const char* const what = state_.Forbids(isolate_);
    return what != nullptr ? what : Holds();
  }
  void Note(const char* name, const std::string& why) { state_.Note(name, why); }
  // What is off because a probe has not found it, each "name: why".
  const std::vector<std::string>& missing() const { return state_.missing(); }
  // Makes room for work that must not be cut short, if the running stack has too little. True when GiveRoom has to follow.
  bool TakeRoom() {
    if (Room().given || Left() >= kExtraRoom) return false;
    GrantRoom(true);
    return true;
  }
  void GiveRoom() { GrantRoom(false); }
  // Whether enough is left to get as far as TakeRoom.
  bool HasRoom(bool to_wait) { return Left() >= (to_wait ? 2 * kLeastRoom : kLeastRoom); }
  FaultNotes& notes() { return notes_; }
  GuestMarks& guest_marks() { return guest_marks_; }
  // Where the running coroutine's stack begins; 0 on the hub.
  uintptr_t StackTop() const { return current_ != nullptr ? current_->limit.usual + options_.stack_bytes : 0; }
  // False only where the running stack is inside no guest.
  bool MayBeInGuest() const {
    const volatile char here = 0;
    const uintptr_t at = reinterpret_cast<uintptr_t>(&here), top = StackTop();
    // A stack of V8's own, as those of JSPI, has nothing in between.
    if (!guest_marks_.known() || at >= top || at < top - options_.stack_bytes - kExtraRoom) return true;
    return guest_marks_.Any(top);
  }
  // Drains of promise jobs that begin on the hub call `drain` from now on, until RestoreJobs. Empty on success, otherwise why not.
  std::string RedirectJobs(v8::Local<v8::Function> drain);
  void RestoreJobs() { jobs_.Restore(); }
  // For as long as that is so, these drains are V8's own all the same.
  void LeaveJobs(bool leave) { leave_jobs_ = leave; }
  void RunJobs() { jobs_.RunJobs(isolate_); }
  size_t pending_jobs() const { return jobs_.redirected() ? jobs_.pending() : 0; }
  Failure& failure() { return failure_; }

 protected:
  // Idle coroutine with a stack, or null with errno set. Its id indexes coroutines_.
  virtual Coroutine* Acquire() = 0;
  virtual void Recycle(Coroutine* coroutine) = 0;
  virtual void Settle(Coroutine*) {}  // it waits, and has been used now and then: memory of a deep recursion can go
  // The bare transfers; both return when the thread comes back.
  virtual void EnterCoroutine(Coroutine* coroutine) = 0;
  virtual void LeaveCoroutine(Coroutine* coroutine) = 0;
  // The hub's thread makes the call of CallOnHub, and this returns when it has.
  virtual void CallFromHub(HubCall* call) { MakeHubCall(call); }
  void MakeHubCall(HubCall* call);
  // As Forbids, for what the engine cannot take along.
  virtual const char* Holds() const { return nullptr; }
  const Limit& HubLimit() const { return hub_limit_; }
  // Runs the entry function on the current stack, under a Locker, once for each use of the stack, and notes the outcome.
  void RunEntry(Coroutine* coroutine);

  v8::Isolate* const isolate_;
  const Options options_;
  FaultNotes notes_{};
  GuestMarks guest_marks_;
  Coroutine* current_ = nullptr;
  std::vector<std::unique_ptr<Coroutine>> coroutines_;
  std::vector<Coroutine*> waiting_;
  bool closing_ = false;

  Outcome Transfer(Coroutine* coroutine, bool begins = false);

 private:
  Limit& Room() { return current_ != nullptr ? current_->limit : hub_limit_; }
  // What is left to JavaScript on the running stack.
  size_t Left() {
    const volatile char here = 0;
    const uintptr_t at = reinterpret_cast<uintptr_t>(&here), end = Room().Now();
    return at > end ? at - end : 0;
  }
  void GrantRoom(bool given) {
    Room().given = given;
    isolate_->SetStackLimit(Room().Now());
  }
  void Switch(Coroutine* coroutine);
  bool Again(Coroutine* coroutine);
  void CallEntry(Coroutine* coroutine, v8::Local<v8::Context> context, v8::Local<v8::Function> entry);
  void AskForInterrupts();
  void FindInterruptMark();
  // False when what was noted is the end of the thread.
  bool ServeInterrupts() {
    return stack_limit_ == nullptr || *stack_limit_ != kInterruptMark || closing_ || ServeNotedInterrupts();
  }
  bool ServeNotedInterrupts();
#if defined(GREENPATCH_CONTINUATION_DATA)
  static void BeforeGc(v8::Isolate* isolate, v8::GCType, v8::GCCallbackFlags, void* engine);
  static void AfterGc(v8::Isolate* isolate, v8::GCType, v8::GCCallbackFlags, void* engine);
#endif

  static constexpr uint64_t kAskEveryMs = 20;
  static constexpr uintptr_t kInterruptMark = UINTPTR_MAX - 1;
  static constexpr int kMostProbes = 20;
  // Each is one more stack for garbage collections to visit. Entry points that do not park need a single one.
  static constexpr size_t kMostWaiting = 4;
  static constexpr unsigned kUsesPerSettle = 16;

  uv_loop_t* const loop_;
  uint64_t asked_at_ = 0;
  const volatile uintptr_t* stack_limit_ = nullptr;  // V8's limit of the running stack, which it lowers to be interrupted
  Limit hub_limit_;                                  // the thread's own, where that was found
  v8::Global<v8::Function> nothing_;
  unsigned uses_ = 0;
  v8::Global<v8::Function> entry_;
  v8::Global<v8::Context> context_;  // the entry function's
  ShutdownList* shutdown_list_ = nullptr;  // the running stack's, where V8 has such a list
  JobQueue jobs_;
  StackState state_;
  v8::Global<v8::Function> drain_;
  bool leave_jobs_ = false;
  Failure failure_;
#if defined(GREENPATCH_CONTINUATION_DATA)
  v8::Global<ContinuationValue> continuation_data_;  // held during a garbage collection
#endif
};

std::unique_ptr<Engine> MakeSwitchEngine(v8::Isolate* isolate, Options options);
std::unique_ptr<Engine> MakeThreadsEngine(v8::Isolate* isolate, Options options);

}  // namespace greenpatch
