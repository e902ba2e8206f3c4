// Coroutines on one OS thread each: the portable engine, and the reference for the fast one. The threads hand a baton over,
// under v8::Locker's own protocol, so exactly one of them runs at a time and V8 needs no probing.
#include <uv.h>

#include <cerrno>
#include <utility>

#include "engine.h"
#include "late_profiler_signal.h"
#include "stack_pool.h"

#if defined(__linux__)
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>
#endif

namespace greenpatch {
namespace {

using v8::Isolate;
using v8::Locker;
using v8::Unlocker;

// Where a profile was begun before the engine was opened, no handler of ours is in place when V8 takes its own away
// (late_profiler_signal.h). A signal that is still on its way then must not reach a thread that waits: it stays pending until the
// thread is about to run again, and is dropped.
class ProfilerSignalsHeld {
 public:
#if defined(__linux__)
  ProfilerSignalsHeld() {
    if (pass_) return;
    sigemptyset(&held_);
    sigaddset(&held_, SIGPROF);
    pthread_sigmask(SIG_BLOCK, &held_, &before_);
  }
  ~ProfilerSignalsHeld() {
    if (pass_) return;
    constexpr timespec kAtOnce{};
    sigtimedwait(&held_, nullptr, &kAtOnce);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  const bool pass_ = LateProfilerSignalsPass();
  sigset_t held_, before_;
#else
  ~ProfilerSignalsHeld() {}  // elsewhere V8 samples without signals
#endif
};

class Baton {
 public:
  Baton() { uv_sem_init(&semaphore_, 0); }
  ~Baton() { uv_sem_destroy(&semaphore_); }
  Baton(const Baton&) = delete;
  Baton& operator=(const Baton&) = delete;
  void Give() { uv_sem_post(&semaphore_); }
  void Await() {
    const ProfilerSignalsHeld held;
    uv_sem_wait(&semaphore_);
  }

 private:
  uv_sem_t semaphore_;
};

struct ThreadCoroutine final : Coroutine {
  uv_thread_t thread;
  Baton wake;
  class ThreadsEngine* engine = nullptr;
#if defined(__linux__)
  Stack stack;
#endif
  bool quit = false;
};

#if !defined(__linux__)
constexpr size_t kNativeRoom = 1024 * 1024;
#endif

class ThreadsEngine final : public Engine {
 public:
#if defined(__linux__)
  ThreadsEngine(Isolate* isolate, Options options)
      : Engine(isolate, options),
        pool_(options.stack_bytes, kExtraRoom + NativeRoom(options.stack_bytes + kExtraRoom, options.reserve_bytes),
              &notes_) {
#if defined(M_ARENA_MAX)
    // glibc's malloc reserves 64 MiB more for each of the first threads.
    if (AddressSpaceIsShort()) mallopt(M_ARENA_MAX, 1);
#endif
  }
#else
  using Engine::Engine;
#endif
  ~ThreadsEngine() override { Close(); }

  std::string Open() override {
    if (!Locker::IsLocked(isolate_)) return "Node does not hold V8's lock on this thread";
    LetLateProfilerSignalsPass();
    return "";
  }

  // A thread can't be abandoned as a stack can: unwind what is parked, without running any of its JavaScript, and join it.
  void Close() override {
    closing_ = true;
    for (size_t id = 0; id < coroutines_.size(); id++) {
      Coroutine* c = coroutines_[id].get();
      if (c->state != State::kSuspended && c->state != State::kWaiting) continue;
      Transfer(c);
      isolate_->CancelTerminateExecution();
    }
    while (!idle_.empty()) JoinLast();
  }

  void Trim() override {
    while (idle_.size() > kKeepWarm) JoinLast();
  }

  std::string Describe() const override {
#if defined(__linux__)
    const std::string stacks = std::to_string(pool_.slot_bytes() / 1024) + " KiB reserved each, " + pool_.guard_name();
#else
    const std::string stacks = std::to_string(StackBytes() / 1024) + " KiB reserved each";
#endif
    return "one OS thread per fiber, " + stacks + "; the CPU profiler does not see fibers";
  }
  bool OnOneThread() const override { return false; }
  bool ProfilerSeesFibers() const override { return false; }
  Stats GetStats() const override {
    return {live_ - waiting_.size(), idle_.size() + waiting_.size(), coroutines_.size(),
            coroutines_.size() - notes_.unguarded};
  }

 protected:
  Coroutine* Acquire() override {
    ThreadCoroutine* c = nullptr;
    if (!idle_.empty()) {
      c = idle_.back();
      idle_.pop_back();
    } else {
      c = Make();
    }
    if (c != nullptr) live_++;
    return c;
  }

  void Recycle(Coroutine* coroutine) override {
    live_--;
    idle_.push_back(static_cast<ThreadCoroutine*>(coroutine));
  }

  void EnterCoroutine(Coroutine* coroutine) override {
    auto* from = static_cast<ThreadCoroutine*>(coroutine->resumer);
    Baton& mine = from != nullptr ? from->wake : hub_;
    if (from != nullptr) isolate_->Exit();
    auto* next = static_cast<ThreadCoroutine*>(coroutine);
    do {
      {
        Unlocker unlock(isolate_);
        next->wake.Give();
        mine.Await();
        if (kEnterToRestore && from != nullptr) isolate_->Enter();
      }
      if (!kEnterToRestore && from != nullptr) isolate_->Enter();
      TakeStackStart();  // the hub never left
      next = from == nullptr ? ServeHubCall() : nullptr;
    } while (next != nullptr);
  }

  void LeaveCoroutine(Coroutine* coroutine) override {
    GiveAndAwait(ResumerOf(coroutine), static_cast<ThreadCoroutine*>(coroutine));
  }

  // The hub's thread waits in EnterCoroutine for whichever coroutine it has entered.
  void CallFromHub(HubCall* call) override {
    hub_call_ = call;
    hub_caller_ = static_cast<ThreadCoroutine*>(current_);
    GiveAndAwait(&hub_, hub_caller_);
  }

 private:
  static constexpr size_t kKeepWarm = 64;
  // When a debugger steps, V8 11 reads what belongs to the thread's isolate while it restores the thread's state, so the thread
  // must have entered by then. From V8 12 on it must not have: entering notes the thread's id in the state that is current,
  // which still is the leaving thread's, and V8 14 checks that note.
  static constexpr bool kEnterToRestore = V8_MAJOR_VERSION < 12;

  ThreadCoroutine* Make() {
    auto made = std::make_unique<ThreadCoroutine>();
    made->engine = this;
    if (!StartThread(made.get())) return nullptr;
    ThreadCoroutine* c = made.get();
    if (free_ids_.empty()) {
      c->id = static_cast<uint32_t>(coroutines_.size());
      coroutines_.push_back(std::move(made));
    } else {
      c->id = free_ids_.back();
      free_ids_.pop_back();
      coroutines_[c->id] = std::move(made);
    }
    return c;
  }

#if defined(__linux__)
  // On a stack of the pool: with a guard zone, and in few mappings.
  bool StartThread(ThreadCoroutine* c) {
    if (!TakeStack(&c->stack)) return false;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstack(&attributes, c->stack.lowest, c->stack.usable());
    const int error = pthread_create(&c->thread, &attributes, &ThreadsEngine::OnThread, c);
    pthread_attr_destroy(&attributes);
    if (error == 0) return true;
    free_stacks_.push_back(c->stack);
    errno = error;
    return false;
  }

  bool TakeStack(Stack* stack) {
    if (free_stacks_.empty()) return pool_.Allocate(stack);
    *stack = free_stacks_.back();
    free_stacks_.pop_back();
    return true;
  }

  void GiveStack(const Stack& stack) {
    pool_.Discard(stack);
    free_stacks_.push_back(stack);
  }

  static void* OnThread(void* argument) {
    // Untouched, it costs nothing.
    alignas(64) char memory[SignalStack::kBytes];
    const SignalStack signal_stack(memory);
    Body(argument);
    return nullptr;
  }
#else
  size_t StackBytes() const {
    return options_.stack_bytes + kExtraRoom + (options_.reserve_bytes > 0 ? options_.reserve_bytes : kNativeRoom);
  }

  bool StartThread(ThreadCoroutine* c) {
    uv_thread_options_t options{};
    options.flags = UV_THREAD_HAS_STACK_SIZE;
    options.stack_size = StackBytes();
    const int error = uv_thread_create_ex(&c->thread, &options, &ThreadsEngine::Body, c);
    if (error == 0) return true;
    errno = -error;
    return false;
  }
#endif

  void GiveAndAwait(Baton* next, ThreadCoroutine* c) {
    // A thread that is inside the isolate when the process ends is fatal to V8.
    isolate_->Exit();
    {
      Unlocker unlock(isolate_);
      next->Give();
      c->wake.Await();
      if (kEnterToRestore) isolate_->Enter();
    }
    if (!kEnterToRestore) isolate_->Enter();
    TakeStackStart();
  }

  // The coroutine that has asked for a call, which gets the thread back; null when none has.
  ThreadCoroutine* ServeHubCall() {
    if (hub_call_ == nullptr) return nullptr;
    ThreadCoroutine* const caller = hub_caller_;
    MakeHubCall(std::exchange(hub_call_, nullptr));
    return caller;
  }

  // Entering writes this thread's stack start to the heap. Once more after V8 has restored the thread's state: until then
  // what is written belongs to the stack that was left.
  void TakeStackStart() {
    isolate_->Enter();
    isolate_->Exit();
  }

  void JoinLast() {
    ThreadCoroutine* c = idle_.back();
    idle_.pop_back();
    c->quit = true;
    c->wake.Give();
    uv_thread_join(&c->thread);
#if defined(__linux__)
    GiveStack(c->stack);
#endif
    free_ids_.push_back(c->id);
  }

  Baton* ResumerOf(Coroutine* coroutine) {
    auto* to = static_cast<ThreadCoroutine*>(coroutine->resumer);
    return to != nullptr ? &to->wake : &hub_;
  }

#if defined(__linux__)
  __attribute__((noinline))  // its frame lies below the memory of OnThread
#endif
  static void Body(void* argument) {
    auto* c = static_cast<ThreadCoroutine*>(argument);
    for (c->wake.Await(); !c->quit; c->wake.Await()) {
      c->engine->Run(c);
#if defined(__linux__)
      GiveBackDeepPages(c->stack.lowest, static_cast<char*>(__builtin_frame_address(0)));
#endif
      c->engine->ResumerOf(c)->Give();
    }
  }

  void Run(ThreadCoroutine* c) {
    Locker lock(isolate_);
    Isolate::Scope scope(isolate_);
    // V8 sets the limit of a new thread from its stack pointer and --stack-size; ours may have been asked to be larger.
    char here;
    c->limit = {reinterpret_cast<uintptr_t>(&here) - options_.stack_bytes, false};
    isolate_->SetStackLimit(c->limit.usual);
    RunEntry(c);
  }

#if defined(__linux__)
  StackPool pool_;
  std::vector<Stack> free_stacks_;
#endif
  Baton hub_;
  HubCall* hub_call_ = nullptr;
  ThreadCoroutine* hub_caller_ = nullptr;
  std::vector<ThreadCoroutine*> idle_;
  std::vector<uint32_t> free_ids_;
  size_t live_ = 0;
};

}  // namespace

std::unique_ptr<Engine> MakeThreadsEngine(Isolate* isolate, Options options) {
  return std::make_unique<ThreadsEngine>(isolate, options);
}

}  // namespace greenpatch
