#include "engine.h"

#include <algorithm>
#include <utility>

#include "v8_flags.h"

namespace greenpatch {

using v8::Context;
using v8::Function;
using v8::HandleScope;
using v8::Local;
using v8::TryCatch;
using v8::Value;

void Engine::Attach(Local<Function> entry) {
  entry_.Reset(isolate_, entry);
  context_.Reset(isolate_, entry->GetCreationContextChecked());
  std::string why;
  shutdown_list_ = FindShutdownList(isolate_, &why);
  state_.Note("parking inside JSON.stringify in any order", why);
  SwitchOffWasmCodeGc();
  jobs_.Probe(isolate_);
  state_.Find(isolate_, context_.Get(isolate_), OnOneThread());
  FindInterruptMark();
  if (stack_limit_ == nullptr) state_.Note("serving interrupts at a switch", "V8's mark of an interrupt was not found");
#if defined(GREENPATCH_CONTINUATION_DATA)
  isolate_->AddGCPrologueCallback(BeforeGc, this);
  isolate_->AddGCEpilogueCallback(AfterGc, this);
#endif
}

void Engine::Detach() {
#if defined(GREENPATCH_CONTINUATION_DATA)
  isolate_->RemoveGCPrologueCallback(BeforeGc, this);
  isolate_->RemoveGCEpilogueCallback(AfterGc, this);
#endif
  jobs_.Restore();
  for (const auto& coroutine : coroutines_) state_.Drop(&coroutine->own);
  state_.Detach();
  drain_.Reset();
  nothing_.Reset();
  entry_.Reset();
  context_.Reset();
  failure_ = {};
}

// V8 visits its one slot of continuation data once for the stack that runs and once more for every archived one
// (Isolate::Iterate). The scavenger copies a young object at each visit and so destroys the first copy. So during a collection
// the slot is empty and the value is held by a handle, which is visited once.
#if defined(GREENPATCH_CONTINUATION_DATA)
void Engine::BeforeGc(v8::Isolate* isolate, v8::GCType, v8::GCCallbackFlags, void* engine) {
  HandleScope handles(isolate);
  const ContinuationData data = GetContinuationData(isolate);
  if (IsUndefined(data)) return;
  static_cast<Engine*>(engine)->continuation_data_.Reset(isolate, data);
  SetContinuationData(isolate, v8::Undefined(isolate));
}

void Engine::AfterGc(v8::Isolate* isolate, v8::GCType, v8::GCCallbackFlags, void* engine) {
  auto& kept = static_cast<Engine*>(engine)->continuation_data_;
  if (kept.IsEmpty()) return;
  HandleScope handles(isolate);
  SetContinuationData(isolate, kept.Get(isolate));
  kept.Reset();
}
#endif

Coroutine* Engine::Start(Outcome* outcome) {
  Coroutine* coroutine;
  if (!waiting_.empty()) {
    coroutine = waiting_.back();
    waiting_.pop_back();
  } else {
    coroutine = Acquire();
    if (coroutine == nullptr) return nullptr;
  }
  const ContinuationData data = GetContinuationData(isolate_);
  *outcome = Transfer(coroutine, true);
  // Whatever has come to its end without suspending was a plain call: what it has set stays set.
  if (*outcome == Outcome::kSuspended) SetContinuationData(isolate_, data);
  return coroutine;
}

bool Engine::Resume(uint32_t id, Outcome* outcome) {
  if (id >= coroutines_.size() || coroutines_[id]->state != State::kSuspended) return false;
  const ContinuationData data = GetContinuationData(isolate_);
  *outcome = Transfer(coroutines_[id].get());
  SetContinuationData(isolate_, data);
  return true;
}

Outcome Engine::Transfer(Coroutine* coroutine, bool begins) {
  coroutine->resumer = current_;
  coroutine->state = State::kRunning;
  if (!jobs_.known()) coroutine->in_microtasks = v8::MicrotasksScope::IsRunningMicrotasks(isolate_);
  coroutine->outcome = Outcome::kSuspended;
  current_ = coroutine;
  StackState::Own* const own = coroutine->resumer != nullptr ? &coroutine->resumer->own : nullptr;
  const StackState::Kept kept = begins ? state_.LeaveForNew(own, &coroutine->own) : state_.Leave(own, &coroutine->own);
  if (jobs_.known()) {
    const DrainState mine = jobs_.Exchange(coroutine->drain);
    Switch(coroutine);
    coroutine->drain = jobs_.Exchange(mine);
  } else {
    Switch(coroutine);
  }
  if (begins) state_.ReturnFromNew(kept, own, coroutine->own);
  else state_.Return(kept, own);
  current_ = coroutine->resumer;
  const Outcome outcome = coroutine->outcome;
  if (outcome == Outcome::kSuspended) {
    coroutine->state = State::kSuspended;
  } else if (coroutine->state == State::kWaiting) {
    state_.Drop(&coroutine->own);
    waiting_.push_back(coroutine);
    if (++uses_ % kUsesPerSettle == 0) Settle(coroutine);
  } else {
    coroutine->state = State::kIdle;
    state_.Drop(&coroutine->own);
    Recycle(coroutine);
    // A worker that is being terminated, or process.exit() in one: the resumer must end too.
    if (outcome == Outcome::kTerminated && !closing_) isolate_->TerminateExecution();
  }
  // Last, because it may run JavaScript: the coroutine must be where it belongs by then.
  if (current_ == nullptr) AskForInterrupts();
  ServeInterrupts();
  return outcome;
}

// Each stack has a list of its own, where V8 has such a list.
void Engine::Switch(Coroutine* coroutine) {
  if (shutdown_list_ == nullptr) return EnterCoroutine(coroutine);
  const ShutdownList mine = std::exchange(*shutdown_list_, coroutine->shutdown_list);
  EnterCoroutine(coroutine);
  coroutine->shutdown_list = std::exchange(*shutdown_list_, mine);
}

std::string Engine::RedirectJobs(Local<Function> drain) {
  if (!jobs_.known()) return jobs_.why_unknown();
  drain_.Reset(isolate_, drain);
  const auto on_hub = [](void* engine) {
    const auto* self = static_cast<Engine*>(engine);
    return self->current_ == nullptr && !self->leave_jobs_;
  };
  const auto call = [](void* data) {
    auto* engine = static_cast<Engine*>(data);
    HandleScope handles(engine->isolate_);
    Local<Context> context = engine->context_.Get(engine->isolate_);
    Context::Scope scope(context);
    // What it throws goes where an error of a drain goes: to V8's message listeners, that is to 'uncaughtException'.
    const auto result = engine->drain_.Get(engine->isolate_)->Call(context, v8::Undefined(engine->isolate_), 0, nullptr);
    static_cast<void>(result.IsEmpty());
  };
  jobs_.Redirect(on_hub, call, this);
  return "";
}

// An interrupt that is requested while a coroutine runs is noted on that coroutine's stack guard. If the coroutine ends or parks
// before it looks, the request stays in V8's queue and is not served: Node would wait for it for ever. A request of our own
// makes the hub look, and the hub then serves the whole queue.
void Engine::AskForInterrupts() {
  const uint64_t now = uv_now(loop_);
  if (now - asked_at_ < kAskEveryMs) return;
  asked_at_ = now;
  isolate_->RequestInterrupt([](v8::Isolate*, void*) {}, nullptr);
}

// V8 notes a request for an interrupt on the stack that runs, and looks at loops and calls of JavaScript, many of which its
// compiler leaves out. What is noted on a stack that is left would wait until it runs again. So the note is looked for, and
// served, before a stack is left and after it is entered. V8 makes it by moving the stack limit.
void Engine::FindInterruptMark() {
  using v8::internal::Internals;
  const auto* guard = reinterpret_cast<const volatile uintptr_t*>(reinterpret_cast<char*>(isolate_) +
                                                                  Internals::kIsolateStackGuardOffset);
  constexpr size_t kWords = Internals::kStackGuardSize / sizeof(uintptr_t);
  HandleScope handles(isolate_);
  Local<Context> context = context_.Get(isolate_);
  Context::Scope scope(context);
  TryCatch try_catch(isolate_);
  Local<v8::Script> script;
  Local<Value> nothing, ignored;
  if (!v8::Script::Compile(context, v8::String::NewFromUtf8Literal(isolate_, "(function () {})")).ToLocal(&script) ||
      !script->Run(context).ToLocal(&nothing) || !nothing->IsFunction())
    return;
  nothing_.Reset(isolate_, nothing.As<Function>());
  const auto call = [&] { return nothing.As<Function>()->Call(context, nothing, 0, nullptr).ToLocal(&ignored); };
  // V8 asks for interrupts itself, from its other threads and at any time: what is seen then tells nothing.
  for (int attempt = 0; attempt < kMostProbes && stack_limit_ == nullptr; attempt++) {
    if (!call()) return;  // whatever was noted before
    const std::vector<uintptr_t> before(guard, guard + kWords);
    isolate_->RequestInterrupt([](v8::Isolate*, void*) {}, nullptr);
    const auto* limit = std::find(guard, guard + kWords, kInterruptMark);
    if (!call()) return;
    const bool found = limit != guard + kWords && before[limit - guard] != kInterruptMark;
    if (!found || *limit != before[limit - guard]) continue;
    stack_limit_ = limit;
    hub_limit_.usual = before[limit - guard];
  }
}

bool Engine::ServeNotedInterrupts() {
  HandleScope handles(isolate_);
  Local<Context> context = context_.Get(isolate_);
  Context::Scope scope(context);
  Local<Value> ignored;
  Local<Function> nothing = nothing_.Get(isolate_);
  return nothing->Call(context, nothing, 0, nullptr).ToLocal(&ignored);
}

bool Engine::Suspend() {
  if (current_ == nullptr) return false;
  if (!ServeInterrupts()) return true;  // the stack is being unwound
  const ContinuationData data = GetContinuationData(isolate_);
  const StackState::Kept kept = state_.Suspend(&current_->own);
  LeaveCoroutine(current_);
  state_.ReturnFromSuspend(kept);
  SetContinuationData(isolate_, data);
  // The environment is going away: nothing may run here any more, so unwind this stack without running JavaScript.
  if (closing_) isolate_->TerminateExecution();
  return true;
}

bool Engine::CallOnHub(Local<Function> fn) {
  HubCall call{fn, GetContinuationData(isolate_)};
  if (current_ == nullptr) MakeHubCall(&call);
  else CallFromHub(&call);
  SetContinuationData(isolate_, call.data);
  if (call.terminated) isolate_->TerminateExecution();
  return call.returned;
}

// For the call the coroutine is a plain caller on the hub's stack: what asks for room, for V8's limit or for the running coroutine gets the
// hub's.
void Engine::MakeHubCall(HubCall* call) {
  HandleScope handles(isolate_);
  Local<Context> context = context_.Get(isolate_);
  Context::Scope scope(context);
  Coroutine* const caller = std::exchange(current_, nullptr);
  const ContinuationData mine = GetContinuationData(isolate_);
  SetContinuationData(isolate_, call->data);
  {
    TryCatch try_catch(isolate_);
    Local<Value> ignored;
    call->returned = call->fn->Call(context, v8::Undefined(isolate_), 0, nullptr).ToLocal(&ignored);
    call->terminated = !call->returned && (try_catch.HasTerminated() || !try_catch.CanContinue());
  }
  SetContinuationData(isolate_, mine);
  current_ = caller;
}

// Waits for the next use of a stack that has come to its end. False when it has to be given back.
bool Engine::Again(Coroutine* coroutine) {
  {
    TryCatch try_catch(isolate_);
    if (!ServeInterrupts()) {
      coroutine->outcome = Outcome::kTerminated;
      return false;
    }
  }
  if (closing_ || waiting_.size() >= kMostWaiting) return false;
  coroutine->state = State::kWaiting;
  LeaveCoroutine(coroutine);  // the next one to start it brings the continuation data
  if (!closing_) return true;
  coroutine->outcome = Outcome::kReturned;
  return false;
}

void Engine::RunEntry(Coroutine* coroutine) {
  HandleScope handles(isolate_);
  Local<Function> entry = entry_.Get(isolate_);
  Local<Context> context = context_.Get(isolate_);
  Context::Scope context_scope(context);
  do {
    CallEntry(coroutine, context, entry);
  } while (coroutine->outcome == Outcome::kReturned && Again(coroutine));
}

void Engine::CallEntry(Coroutine* coroutine, Local<Context> context, Local<Function> entry) {
  HandleScope handles(isolate_);
  TryCatch try_catch(isolate_);
  Local<Value> ignored;
  if (entry->Call(context, v8::Undefined(isolate_), 0, nullptr).ToLocal(&ignored)) {
    coroutine->outcome = Outcome::kReturned;
  } else if (try_catch.HasTerminated() || !try_catch.CanContinue()) {
    coroutine->outcome = Outcome::kTerminated;
  } else {
    failure_.error.Reset(isolate_, try_catch.Exception());
    failure_.message.Reset(isolate_, try_catch.Message());
#if defined(GREENPATCH_CONTINUATION_DATA)
    failure_.data.Reset(isolate_, GetContinuationData(isolate_));
#endif
    coroutine->outcome = Outcome::kThrew;
  }
}

}  // namespace greenpatch
