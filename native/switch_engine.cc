// Coroutines on stacks of our own: the fast engine. V8 takes each stack for a thread (v8::Locker's protocol); which thread
// is told by an id in thread-local storage, set here around each switch. See docs/internals/engine.md.
#include "engine.h"

#include "switch/selector.h"

#if defined(__linux__) && !defined(GP_SWITCH_UNSUPPORTED)

#include <algorithm>
#include <atomic>
#include <cstring>
#include <new>

#include "handle_blocks.h"
#include "own_switch.h"
#include "probe.h"
#include "stack_pool.h"
#include "switch/switch.h"
#include "switch_coroutine.h"

namespace greenpatch {
namespace {

using v8::Isolate;
using v8::Locker;
using v8::Unlocker;

// Far above the ids V8 gives to threads; unique in the process, because workers have isolates of their own.
std::atomic<int> next_thread_id{1 << 24};

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
    why_not_own_ = options_.own_switching ? own_.Open(isolate_, probes_) : "GREENPATCH_SWITCH is v8";
    why_not_lazy_ = "WebAssembly may have suspended stacks, as the engine was not opened by a preload";
    if (own_.on() && options_.lazy_scavenges) why_not_lazy_ = lazy_.Open(isolate_, own_.states(), own_.nothing_archived());
    if (own_.on()) why_no_blocks_ = blocks_.Find(isolate_, own_.states());
    if (blocks_.on()) pool_.LeaveAbove(blocks_.block_bytes(), kHandlesBesideFrames);
    isolate_->AddGCEpilogueCallback(AfterFullGc, this, v8::kGCTypeMarkSweepCompact);
    return "";
  }

  std::string Describe() const override {
    return std::string("own stacks, ") + GP_SWITCH_ABI + ", " + std::to_string(pool_.slot_bytes() / 1024) +
           " KiB reserved each, " + pool_.guard_name() + ", " + Protocol() +
           (probes_.why_no_owner.empty() ? "" : "; the CPU profiler does not see fibers: " + probes_.why_no_owner);
  }
  // How stacks are switched, and why not in the faster way.
  std::string Protocol() const {
    if (!why_not_own_.empty()) return "V8's protocol of threads: " + why_not_own_;
    if (HubLimit().usual == 0) return "V8's protocol of threads: the limit of the thread's stack was not found";
    return "own switching, " + (lazy_.on() ? "lazy scavenges" : "scavenges look at all stacks: " + why_not_lazy_) +
           (why_no_blocks_.empty() ? "" : "; a page more for each stack's handles: " + why_no_blocks_);
  }
  bool ProfilerSeesFibers() const override { return probes_.lock_owner != nullptr; }
  void PreferProtocol(bool prefer) override { prefer_protocol_ = prefer; }

  Stats GetStats() const override {
    const size_t idle = idle_.size() + waiting_.size();
    return {coroutines_.size() - idle, idle, coroutines_.size(), pool_.guarded(), lazy_.hidden()};
  }

  // Collections must not look at our memory any more. Nothing that is suspended will run again.
  void Close() override {
    isolate_->RemoveGCEpilogueCallback(AfterFullGc, this);
    own_.Close();
    lazy_.Close();
    if (current_ == nullptr) UnlinkAll();  // else once the hub runs again
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
    GiveBackAtRest();
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
    if (c->cold) c->sp = gp_make_stack(c->stack.top, own_.opened() ? &SwitchEngine::OwnBody : &SwitchEngine::Body, c);
    c->cold = false;
    if (own_.opened() && !c->parked) own_.Renew(&c->own_state);
    if (own_.on()) own_.Link(&c->own_state);
    return c;
  }

  void Recycle(Coroutine* coroutine) override {
    auto* c = static_cast<SwitchCoroutine*>(coroutine);
    pool_.Settle(c->stack);
    OwnSwitch::Unlink(&c->own_state);
    if (own_.on() && !c->parked && (own_.HasHandles(c->own_state) || (idle_.size() >= kKeepWarm && HasBlockOfV8s(*c)))) FreeHandles(c);
    idle_.push_back(c);
  }

  void Settle(Coroutine* coroutine) override { pool_.Settle(static_cast<SwitchCoroutine*>(coroutine)->stack); }

  void EnterCoroutine(Coroutine* coroutine) override {
    auto* c = static_cast<SwitchCoroutine*>(coroutine);
    auto* from = static_cast<SwitchCoroutine*>(c->resumer);
    c->rests = 0;
    if (own_.opened()) {
      lazy_.Wakes(&c->own_state);
      const bool may = !prefer_protocol_ && own_.MayLeave(LimitOf(from));
      if (may && (!c->parked || TakeBack(c, from))) return EnterOwn(c, from);
      if (!c->parked) HandOver(c, from);
    }
    EnterByProtocol(c, from);
  }

  // The thread stays the same to V8.
  void EnterOwn(SwitchCoroutine* c, SwitchCoroutine* from) {
    OwnState& theirs = from != nullptr ? from->own_state : own_.hub();
    if (from == nullptr) own_.Link(&theirs);
    c->own = true;
    *probes_.lock_owner = 0;  // no sample is taken while the stack and what V8 knows of it differ
    own_.KeepDebug(&theirs);
    own_.Exchange(&theirs, &c->own_state);
    own_.ReturnDebug(&c->own_state);
    ArriveOwn(c->stack.top, c->limit.Now());
    gp_switch(&c->resumer_sp, c->sp);
    *probes_.lock_owner = 0;
    own_.KeepDebug(&c->own_state);
    if (c->outcome != Outcome::kSuspended) own_.DropDebug(&c->own_state);
    own_.Exchange(&c->own_state, &theirs);
    if (c->outcome == Outcome::kSuspended) lazy_.Rests(&c->own_state);
    own_.ReturnDebug(&theirs);
    ArriveOwn(from != nullptr ? from->stack.top : probes_.hub_stack_start, LimitOf(from));
    *probes_.lock_owner = main_id_;
    if (from != nullptr) return;
    OwnSwitch::Unlink(&theirs);
    if (!own_.on()) UnlinkAll();
  }

  void EnterByProtocol(SwitchCoroutine* c, SwitchCoroutine* from) {
    const int leaving = IdOf(from);
    c->own = false;
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
    if (!c->own) {
      *probes_.thread_id = c->thread_id;
      Park(c);
    }
    gp_switch(&c->sp, c->resumer_sp);
    if (c->own) *probes_.lock_owner = main_id_;
  }

  const char* Holds() const override {
    const auto* c = static_cast<const SwitchCoroutine*>(current_);
    return c != nullptr && c->own && !own_.InterruptsServed() ? "while the debugger has paused this code" : nullptr;
  }

 private:
  uintptr_t LimitOf(const SwitchCoroutine* c) const { return c != nullptr ? c->limit.Now() : HubLimit().Now(); }
  int IdOf(const SwitchCoroutine* c) const { return c != nullptr ? c->thread_id : hub_id_; }

  void UnlinkAll() {
    for (auto& made : coroutines_) OwnSwitch::Unlink(&static_cast<SwitchCoroutine*>(made.get())->own_state);
  }

  void Park(SwitchCoroutine* c) {
    ::new (c->unlocker) Unlocker(isolate_);
    c->parked = true;
  }

  // Gives V8 a suspended coroutine's state back, on the resumer's stack: V8 needs a kilobyte or two for that, and on the
  // coroutine's own stack they would cost every parked fiber a second page.
  void Unpark(SwitchCoroutine* c) {
    c->parked = false;
    reinterpret_cast<Unlocker*>(c->unlocker)->~Unlocker();
    Arrive(c->stack.top);
  }

  // A stack that does not run becomes one that V8 has archived, and the other way round: as that very thread, on the stack of `from`.
  template <typename Change>
  void AsThread(SwitchCoroutine* c, SwitchCoroutine* from, Change change) {
    *probes_.thread_id = IdOf(from);
    {
      Unlocker unlock(isolate_);
      *probes_.thread_id = c->thread_id;
      change();
      *probes_.thread_id = IdOf(from);
    }
    Arrive(from != nullptr ? from->stack.top : probes_.hub_stack_start);
  }
  void HandOver(SwitchCoroutine* c, SwitchCoroutine* from) {
    AsThread(c, from, [&] {
      ::new (locker_) Locker(isolate_);  // never destroyed: what follows unlocks
      own_.GiveToThread(&c->own_state);
      *probes_.stack_start = c->stack.top;
      isolate_->Enter();
      isolate_->Exit();
      isolate_->SetStackLimit(c->limit.Now());
      Park(c);
    });
  }
  bool TakeBack(SwitchCoroutine* c, SwitchCoroutine* from) {
    AsThread(c, from, [&] {
      c->parked = false;
      reinterpret_cast<Unlocker*>(c->unlocker)->~Unlocker();
      if (!own_.TakeFromThread(&c->own_state)) return Park(c);
      // As the Locker of HandOver does it at its end: V8 unlocks, and keeps nothing for this id.
      alignas(Locker) unsigned char locker[sizeof(Locker)];
      memcpy(locker, locker_, sizeof locker);
      reinterpret_cast<Locker*>(locker)->~Locker();
    });
    return !c->parked;
  }
  bool HasBlockOfV8s(const SwitchCoroutine& c) const { return !blocks_.on() || blocks_.KeepsOne(c.own_state.archive.get()); }
  // V8 gives back what it has for handles of a stack that has ended.
  void FreeHandles(SwitchCoroutine* c) {
    AsThread(c, static_cast<SwitchCoroutine*>(c->resumer), [&] {
      Locker lock(isolate_);
      own_.GiveToThread(&c->own_state);
      own_.DropHandles();
    });
  }

  // A stack that is suspended at two looks has been so for the time of one round: what it has used below where it stands goes.
  void GiveBackAtRest() {
    for (size_t n = std::min(coroutines_.size(), kLooks); n > 0; n--) {
      if (next_look_ >= coroutines_.size()) next_look_ = 0;
      auto* c = static_cast<SwitchCoroutine*>(coroutines_[next_look_++].get());
      if (c->state == State::kSuspended && c->rests < kRests && ++c->rests == kRests) GiveBackBelow(c);
    }
  }
  // A full collection is when memory is wanted, and has looked at each stack anyway.
  static void AfterFullGc(Isolate*, v8::GCType, v8::GCCallbackFlags, void* engine) {
    for (auto& made : static_cast<SwitchEngine*>(engine)->coroutines_) {
      auto* c = static_cast<SwitchCoroutine*>(made.get());
      if (c->state != State::kSuspended || c->rests == kRests) continue;
      c->rests = kRests;
      GiveBackBelow(c);
    }
  }
  static void GiveBackBelow(SwitchCoroutine* c) { StackPool::GiveBackBelow(c->stack, static_cast<char*>(c->sp)); }

  static constexpr size_t kKeepWarm = 64;
  static constexpr size_t kLooks = 512;
  static constexpr uint8_t kRests = 2;
  // Of a stack's first block of handles, so much is in the page of its first frames: 56 handles, where a fiber that parks has 16. Its
  // frames have taken 2,100 to 3,200 bytes.
  static constexpr size_t kHandlesBesideFrames = 448;

  SwitchCoroutine* Make() {
    auto made = std::make_unique<SwitchCoroutine>();
    if (!pool_.Allocate(&made->stack)) return nullptr;
    made->id = static_cast<uint32_t>(coroutines_.size());
    made->thread_id = next_thread_id++;
    made->engine = this;
    made->own_state.sp = &made->sp;
    made->own_state.top = made->stack.top;
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
      static_cast<SwitchEngine*>(c->engine)->Run(c);
      gp_switch(&c->sp, c->resumer_sp);
    }
  }

  // The same, where V8 knows nothing of it.
  static void OwnBody(void* argument) {
    auto* c = static_cast<SwitchCoroutine*>(argument);
    for (;;) static_cast<SwitchEngine*>(c->engine)->RunOwn(c);
  }

  void RunOwn(SwitchCoroutine* c) {
    if (c->own) *probes_.lock_owner = main_id_;
    c->limit.given = false;
    isolate_->SetStackLimit(c->limit.usual);
    own_.DropHandles();  // by restoring its thread V8 has made some
    RunWithBlock(c);
    LeaveCoroutine(c);
  }

  void RunWithBlock(SwitchCoroutine* c) {
    char* const block = c->stack.top;
    const bool lent = blocks_.Lend(block);
    {
      const v8::HandleScope handles(isolate_);
      if (lent) blocks_.First(block);
      RunEntry(c);
    }
    if (lent) blocks_.TakeBack(block);
  }

  void ArriveOwn(void* stack_top, uintptr_t limit) {
    *probes_.stack_start = stack_top;
    isolate_->Enter();
    isolate_->Exit();
    isolate_->SetStackLimit(limit);  // behind that: V8 may derive a size from both
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
  OwnSwitch own_;
  LazyScavenges lazy_;
  HandleBlocks blocks_;
  std::string why_no_blocks_;
  std::string why_not_own_;
  std::string why_not_lazy_;
  alignas(Locker) unsigned char locker_[sizeof(Locker)] = {};  // of a thread that was new to V8
  bool prefer_protocol_ = false;
  std::vector<SwitchCoroutine*> idle_;
  size_t low_water_ = 0;
  size_t next_look_ = 0;
  int main_id_ = 0;
  int hub_id_ = 0;
};

}  // namespace

std::unique_ptr<Engine> MakeSwitchEngine(Isolate* isolate, Options options) {
  return std::make_unique<SwitchEngine>(isolate, options);
}

}  // namespace greenpatch

#endif
