// Coroutines on stacks of our own: the fast engine. V8 takes each stack for a thread (v8::Locker's protocol); which thread
// is told by an id in thread-local storage, set here around each switch. See docs/internals/engine.md.
#include "engine.h"

#include "switch/selector.h"

#if defined(__linux__) && !defined(GP_SWITCH_UNSUPPORTED)

#include <atomic>
#include <new>

#include "probe.h"
#include "stack_pool.h"
#include "switch/switch.h"

namespace greenpatch {
namespace {

using v8::Isolate;
using v8::Locker;
using v8::Unlocker;

// Far above the ids V8 gives to threads; unique in the process, because workers have isolates of their own.
std::atomic<int> next_thread_id{1 << 24};

struct SwitchCoroutine final : Coroutine {
  Stack stack;
  void* sp = nullptr;          // saved here while suspended or idle
  void* resumer_sp = nullptr;  // and the resumer's while running
  int thread_id = 0;
  class SwitchEngine* engine = nullptr;
  alignas(Unlocker) unsigned char unlocker[sizeof(Unlocker)];  // while suspended: holds V8's state of this stack
  bool parked = false;  // the unlocker is alive
  bool cold = true;     // the stack holds no saved state: prepare it before it is entered
};

class SwitchEngine final : public Engine {
 public:
  SwitchEngine(Isolate* isolate, Options options)
      : Engine(isolate, options),
        pool_(options.stack_bytes, kExtraRoom + NativeRoom(options.stack_bytes + kExtraRoom, options.reserve_bytes),
              &notes_) {}

  std::string Open() override {
    const char* why = nullptr;
    if (!gp_switch_supported(&why)) return why;
    std::string problem = Probe(isolate_, &probes_);
    if (!problem.empty()) return problem;
    main_id_ = *probes_.thread_id;
    // The CPU profiler samples only the thread that started it, while that thread holds the lock and is not archived. So
    // every stack, the hub's too, is archived under an id of its own, and the running one has the thread's real id.
    hub_id_ = probes_.lock_owner != nullptr ? next_thread_id++ : main_id_;
    return "";
  }

  std::string Describe() const override {
    return std::string("own stacks, ") + GP_SWITCH_ABI + ", " + std::to_string(pool_.slot_bytes() / 1024) +
           " KiB reserved each, " + pool_.guard_name() +
           (probes_.why_no_owner.empty() ? "" : "; the CPU profiler does not see fibers: " + probes_.why_no_owner);
  }
  bool ProfilerSeesFibers() const override { return probes_.lock_owner != nullptr; }

  Stats GetStats() const override {
    const size_t idle = idle_.size() + waiting_.size();
    return {coroutines_.size() - idle, idle, coroutines_.size(), pool_.guarded()};
  }

  void Trim() override {
    // What stayed idle through the whole time since the last call was not needed: half of that goes.
    size_t surplus = low_water_ > kKeepWarm ? (low_water_ - kKeepWarm + 1) / 2 : 0;
    for (size_t i = 0; i < idle_.size() && surplus > 0; i++) {
      SwitchCoroutine* c = idle_[i];  // the bottom of the free list is what is used last
      if (c->cold) continue;
      pool_.Discard(c->stack);
      c->cold = true;
      surplus--;
    }
    low_water_ = idle_.size();
  }

 protected:
  Coroutine* Acquire() override {
    SwitchCoroutine* c;
    if (!idle_.empty()) {
      c = idle_.back();
      idle_.pop_back();
      if (idle_.size() < low_water_) low_water_ = idle_.size();
    } else {
      c = Make();
      if (c == nullptr) return nullptr;
    }
    if (c->cold) c->sp = gp_make_stack(c->stack.top, &SwitchEngine::Body, c);
    c->cold = false;
    return c;
  }

  void Recycle(Coroutine* coroutine) override {
    auto* c = static_cast<SwitchCoroutine*>(coroutine);
    pool_.Settle(c->stack);
    idle_.push_back(c);
  }

  void Settle(Coroutine* coroutine) override { pool_.Settle(static_cast<SwitchCoroutine*>(coroutine)->stack); }

  void EnterCoroutine(Coroutine* coroutine) override {
    auto* c = static_cast<SwitchCoroutine*>(coroutine);
    auto* from = static_cast<SwitchCoroutine*>(c->resumer);
    const int leaving = from != nullptr ? from->thread_id : hub_id_;
    *probes_.thread_id = leaving;
    {
      Unlocker unlock(isolate_);
      *probes_.thread_id = c->thread_id;
      if (c->parked) Unpark(c);
      gp_switch(&c->resumer_sp, c->sp);
      *probes_.thread_id = leaving;
    }
    Arrive(from != nullptr ? from->stack.top : probes_.hub_stack_start);
  }

  void LeaveCoroutine(Coroutine* coroutine) override {
    auto* c = static_cast<SwitchCoroutine*>(coroutine);
    *probes_.thread_id = c->thread_id;
    ::new (c->unlocker) Unlocker(isolate_);
    c->parked = true;
    gp_switch(&c->sp, c->resumer_sp);
  }

 private:
  // Gives V8 a suspended coroutine's state back, on the resumer's stack: V8 needs a kilobyte or two for that, and on the
  // coroutine's own stack they would cost every parked fiber a second page.
  void Unpark(SwitchCoroutine* c) {
    c->parked = false;
    reinterpret_cast<Unlocker*>(c->unlocker)->~Unlocker();
    Arrive(c->stack.top);
  }

  static constexpr size_t kKeepWarm = 64;

  SwitchCoroutine* Make() {
    auto made = std::make_unique<SwitchCoroutine>();
    if (!pool_.Allocate(&made->stack)) return nullptr;
    made->id = static_cast<uint32_t>(coroutines_.size());
    made->thread_id = next_thread_id++;
    made->engine = this;
    made->limit.usual = reinterpret_cast<uintptr_t>(made->stack.top) - options_.stack_bytes;
    coroutines_.push_back(std::move(made));
    return static_cast<SwitchCoroutine*>(coroutines_.back().get());
  }

  // After every switch: this stack runs now, under the thread's real id, and garbage collections scan up to its top.
  void Arrive(void* stack_top) {
    if (probes_.lock_owner != nullptr) {
      *probes_.lock_owner = main_id_;
      *probes_.current_id = main_id_;
      *probes_.thread_id = main_id_;
    }
    *probes_.stack_start = stack_top;
    isolate_->Enter();
    isolate_->Exit();
  }

  // The first frame of every stack. Never returns: a finished coroutine waits here for its next use.
  static void Body(void* argument) {
    auto* c = static_cast<SwitchCoroutine*>(argument);
    for (;;) {
      c->engine->Run(c);
      gp_switch(&c->sp, c->resumer_sp);
    }
  }

  void Run(SwitchCoroutine* c) {
    Locker lock(isolate_);
    Arrive(c->stack.top);
    c->limit.given = false;
    isolate_->SetStackLimit(c->limit.usual);
    RunEntry(c);
    *probes_.thread_id = c->thread_id;  // ~Locker frees what V8 keeps for the id that took the lock
  }

  const SignalStack signal_stack_;
  StackPool pool_;
  Probes probes_;
  std::vector<SwitchCoroutine*> idle_;
  size_t low_water_ = 0;
  int main_id_ = 0;
  int hub_id_ = 0;
};

}  // namespace

std::unique_ptr<Engine> MakeSwitchEngine(Isolate* isolate, Options options) {
  return std::make_unique<SwitchEngine>(isolate, options);
}

}  // namespace greenpatch

#else

namespace greenpatch {
namespace {

class NoSwitchEngine final : public Engine {
 public:
  using Engine::Engine;
  std::string Open() override {
#if defined(GP_SWITCH_UNSUPPORTED)
    return GP_SWITCH_UNSUPPORTED;
#else
    return "own stacks are implemented for Linux only";
#endif
  }
  std::string Describe() const override { return ""; }
  bool ProfilerSeesFibers() const override { return false; }
  Stats GetStats() const override { return {}; }

 protected:
  Coroutine* Acquire() override { return nullptr; }
  void Recycle(Coroutine*) override {}
  void EnterCoroutine(Coroutine*) override {}
  void LeaveCoroutine(Coroutine*) override {}
};

}  // namespace

std::unique_ptr<Engine> MakeSwitchEngine(v8::Isolate* isolate, Options options) {
  return std::make_unique<NoSwitchEngine>(isolate, options);
}

}  // namespace greenpatch
#endif
