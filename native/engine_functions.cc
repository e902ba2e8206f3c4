// The addon's functions of coroutines and their engine. They take and return small integers; results and errors of fibers are kept by
// TypeScript, so a switch passes no values through native code.
#include <cerrno>
#include <utility>

#include "addon.h"
#include "hidden_script.h"

namespace greenpatch {
namespace {

using v8::Context;
using v8::Function;
using v8::Int32;
using v8::Isolate;
using v8::Local;
using v8::Number;
using v8::Object;
using v8::String;
using v8::TryCatch;
using v8::Value;

// open('switch' | 'threads', stackBytes, reserveBytes, entry, ownSwitching, lazyScavenges): undefined, or why the engine refuses
void Open(const Info& info) {
  Addon& addon = Of(info);
  if (addon.engine != nullptr) return info.GetReturnValue().Set(Text(addon.isolate, "an engine is open already"));
  const String::Utf8Value kind(addon.isolate, info[0]);
  Options options;
  options.stack_bytes = static_cast<size_t>(info[1].As<Number>()->Value());
  options.reserve_bytes = static_cast<size_t>(info[2].As<Number>()->Value());
  options.own_switching = info[4]->IsTrue();
  options.lazy_scavenges = info[5]->IsTrue();
  std::unique_ptr<Engine> engine = std::string(*kind) == "switch" ? MakeSwitchEngine(addon.isolate, options)
                                                                  : MakeThreadsEngine(addon.isolate, options);
  const std::string why = engine->Open();
  if (!why.empty()) return info.GetReturnValue().Set(Text(addon.isolate, why));
  engine->Attach(info[3].As<Function>());
  addon.engine = std::move(engine);
}

// start(): id * 4 + outcome, or -errno
void Start(const Info& info) {
  Outcome outcome;
  Coroutine* coroutine = Of(info).engine->Start(&outcome);
  if (coroutine == nullptr) return info.GetReturnValue().Set(-errno);
  info.GetReturnValue().Set(static_cast<int32_t>(coroutine->id << 2 | static_cast<uint32_t>(outcome)));
}

// resume(id): outcome, or -1 when there is no such suspended coroutine
void Resume(const Info& info) {
  Outcome outcome;
  if (!info[0]->IsUint32() || !Of(info).engine->Resume(info[0].As<v8::Uint32>()->Value(), &outcome))
    return info.GetReturnValue().Set(-1);
  info.GetReturnValue().Set(static_cast<int32_t>(outcome));
}

// suspend(): false on the hub, where there is nothing to suspend
void Suspend(const Info& info) { info.GetReturnValue().Set(Of(info).engine->Suspend()); }

// callOnHub(fn): calls fn on the OS thread that the isolate was made on; what fn throws is lost
void CallOnHub(const Info& info) { Of(info).engine->CallOnHub(info[0].As<Function>()); }

// redirectJobs(drain | null): drains of promise jobs that begin on the hub call `drain`; undefined, or why that is not possible
void RedirectJobs(const Info& info) {
  Addon& addon = Of(info);
  if (!info[0]->IsFunction()) return addon.engine->RestoreJobs();
  const std::string why = addon.engine->RedirectJobs(info[0].As<Function>());
  if (!why.empty()) info.GetReturnValue().Set(Text(addon.isolate, why));
}

// runJobs(): drains the promise jobs on this very stack
void RunJobs(const Info& info) { Of(info).engine->RunJobs(); }

// pendingJobs(): how many promise jobs wait
void PendingJobs(const Info& info) {
  info.GetReturnValue().Set(static_cast<uint32_t>(Of(info).engine->pending_jobs()));
}

// leaveJobs(leave): drains that begin on the hub are V8's own, as long as that is so
void LeaveJobs(const Info& info) { Of(info).engine->LeaveJobs(info[0]->IsTrue()); }

// inJobs(): whether V8 drains promise jobs now
void InJobs(const Info& info) { info.GetReturnValue().Set(v8::MicrotasksScope::IsRunningMicrotasks(Of(info).isolate)); }

// failure(): the error of the coroutine that threw last
void LastFailure(const Info& info) {
  Addon& addon = Of(info);
  Failure& failure = addon.engine->failure();
  if (!failure.error.IsEmpty()) info.GetReturnValue().Set(failure.error.Get(addon.isolate));
}

// keepFailure(): a key under which rethrow() and dropFailure() find it later
void KeepFailure(const Info& info) {
  Addon& addon = Of(info);
  int key;
  if (addon.free_keys.empty()) {
    key = static_cast<int>(addon.failures.size());
    addon.failures.emplace_back();
  } else {
    key = addon.free_keys.back();
    addon.free_keys.pop_back();
  }
  addon.failures[key] = std::move(addon.engine->failure());
  info.GetReturnValue().Set(key);
}

Failure TakeFailure(Addon& addon, Local<Value> key) {
  if (!key->IsInt32()) return std::move(addon.engine->failure());
  const int k = key.As<Int32>()->Value();
  if (k < 0 || static_cast<size_t>(k) >= addon.failures.size() || addon.failures[k].error.IsEmpty()) return {};
  addon.free_keys.push_back(k);
  return std::move(addon.failures[k]);
}

void DropFailure(const Info& info) { TakeFailure(Of(info), info[0]); }

// rethrow(key?): throws a kept failure, or the last one, as if it had passed through this stack; a kept one with its continuation data
void Rethrow(const Info& info) {
  Isolate* isolate = Of(info).isolate;
  Failure failure = TakeFailure(Of(info), info[0]);
  if (failure.error.IsEmpty()) return;
#if defined(GREENPATCH_CONTINUATION_DATA)
  if (info[0]->IsInt32() && !failure.data.IsEmpty()) SetContinuationData(isolate, failure.data.Get(isolate));
#endif
  TryCatch try_catch(isolate);
  isolate->ThrowException(failure.error.Get(isolate));
  Local<v8::Message> message = failure.message.Get(isolate);
  // V8 keeps the message as the object's address; the garbage collector knows the field.
  if (!message.IsEmpty() && MessageOf(try_catch) != nullptr)
    MessageOf(try_catch) = *reinterpret_cast<void**>(*message);
  try_catch.ReThrow();
}

// forbids(): what goes on in which nothing may park, in words that follow "was called"; undefined when nothing does
void Forbids(const Info& info) {
  const char* what = Of(info).engine->Forbids();
  if (what != nullptr) info.GetReturnValue().Set(Text(Of(info).isolate, what));
}

// hideScript(fn): stacks show no function of the script that fn is of, or missing() says why not
void HideScript(const Info& info) {
  const Addon& addon = Of(info);
  const std::string why = HideScriptOf(addon.isolate, addon.isolate->GetCurrentContext(), info[0].As<Function>());
  addon.engine->Note("stacks without frames of greenpatch's own", why);
}

// missing(): what is off because a probe has not found it, each "name: why"
void Missing(const Info& info) {
  Addon& addon = Of(info);
  std::vector<Local<Value>> parts;
  for (const std::string& part : addon.engine->missing()) parts.push_back(Text(addon.isolate, part));
  info.GetReturnValue().Set(v8::Array::New(addon.isolate, parts.data(), parts.size()));
}

// The error that V8 throws where a stack ends, where what begins now could be cut short.
bool HasRoom(const Addon& addon, bool to_wait) {
  if (addon.engine->HasRoom(to_wait)) return true;
  addon.isolate->ThrowException(v8::Exception::RangeError(Text(addon.isolate, "Maximum call stack size exceeded")));
  return false;
}

// canSuspend(): whether what runs may suspend; throws as needRoom(), a little earlier
void CanSuspend(const Info& info) {
  const Addon& addon = Of(info);
  if (HasRoom(addon, true)) info.GetReturnValue().Set(addon.engine->CanSuspend());
}

// beginPark(): 0 where nothing can be suspended; 1; 2 when giveRoom() has to follow
void BeginPark(const Info& info) {
  Engine& engine = *Of(info).engine;
  info.GetReturnValue().Set(!engine.CanSuspend() ? 0 : engine.TakeRoom() ? 2 : 1);
}

// takeRoom(): makes room on the stack for what must not be cut short; true when giveRoom() has to follow
void TakeRoom(const Info& info) { info.GetReturnValue().Set(Of(info).engine->TakeRoom()); }
void GiveRoom(const Info& info) { Of(info).engine->GiveRoom(); }

// needRoom(): throws what V8 throws where a stack ends, if a waiter could be taken out of line and not be woken any more
void NeedRoom(const Info& info) { HasRoom(Of(info), false); }

// faultNotes(): the memory of FaultNotes in guard_fault.h; undefined where an ArrayBuffer cannot have it
void GetFaultNotes(const Info& info) {
#if !defined(V8_ENABLE_SANDBOX)
  Addon& addon = Of(info);
  FaultNotes& notes = addon.engine->notes();  // lives longer than the isolate
  auto memory = v8::ArrayBuffer::NewBackingStore(&notes, sizeof notes, [](void*, size_t, void*) {}, nullptr);
  info.GetReturnValue().Set(v8::ArrayBuffer::New(addon.isolate, std::move(memory)));
#endif
}

void Trim(const Info& info) { Of(info).engine->Trim(); }

void GetStats(const Info& info) {
  Addon& addon = Of(info);
  Isolate* isolate = addon.isolate;
  Local<Context> context = isolate->GetCurrentContext();
  const Stats stats = addon.engine->GetStats();
  Local<Object> out = Object::New(isolate);
  const auto set = [&](const char* name, double value) {
    out->Set(context, Text(isolate, name), Number::New(isolate, value)).Check();
  };
  set("live", static_cast<double>(stats.live));
  set("idle", static_cast<double>(stats.idle));
  set("created", static_cast<double>(stats.created));
  set("guarded", static_cast<double>(stats.guarded));
  set("hidden", static_cast<double>(stats.hidden));
  info.GetReturnValue().Set(out);
}

void Describe(const Info& info) {
  Addon& addon = Of(info);
  info.GetReturnValue().Set(Text(addon.isolate, addon.engine->Describe()));
}

// preferProtocol(boolean): for tests, see engine.h
void PreferProtocol(const Info& info) { Of(info).engine->PreferProtocol(info[0]->IsTrue()); }

void ProfilerSeesFibers(const Info& info) { info.GetReturnValue().Set(Of(info).engine->ProfilerSeesFibers()); }

}  // namespace

std::vector<AddonFunction> EngineFunctions() {
  return {{"open", Open},
          {"start", Start},
          {"resume", Resume},
          {"suspend", Suspend},
          {"callOnHub", CallOnHub},
          {"redirectJobs", RedirectJobs},
          {"runJobs", RunJobs},
          {"pendingJobs", PendingJobs},
          {"leaveJobs", LeaveJobs},
          {"inJobs", InJobs},
          {"canSuspend", CanSuspend},
          {"forbids", Forbids},
          {"missing", Missing},
          {"beginPark", BeginPark},
          {"takeRoom", TakeRoom},
          {"giveRoom", GiveRoom},
          {"needRoom", NeedRoom},
          {"faultNotes", GetFaultNotes},
          {"hideScript", HideScript},
          {"failure", LastFailure},
          {"keepFailure", KeepFailure},
          {"dropFailure", DropFailure},
          {"rethrow", Rethrow},
          {"trim", Trim},
          {"stats", GetStats},
          {"describe", Describe},
          {"preferProtocol", PreferProtocol},
          {"profilerSeesFibers", ProfilerSeesFibers}};
}

}  // namespace greenpatch
