// The addon's face to JavaScript: the table of all functions, and those that are not the engine's (engine_functions.cc).
#include "addon.h"

#include <utility>

#include "file_place.h"
#include "guest_frames.h"
#include "spawn_sync.h"
#include "v8_flags.h"
#include "warm_file.h"
#include "worker_pool.h"

namespace greenpatch {

using v8::Context;
using v8::Function;
using v8::Int32;
using v8::Isolate;
using v8::Local;
using v8::NewStringType;
using v8::Number;
using v8::Object;
using v8::String;
using v8::Value;

Addon& Of(const Info& info) { return *static_cast<Addon*>(UnwrapPointer(info.Data())); }

Local<String> Text(Isolate* isolate, const std::string& text) {
  return String::NewFromUtf8(isolate, text.data(), NewStringType::kNormal, static_cast<int>(text.size()))
      .ToLocalChecked();
}

namespace {

// An engine must outlive everything V8 does with the archived stacks of fibers that are still parked when their environment
// ends, which is known to be over only when the thread ends.
thread_local std::vector<std::unique_ptr<Engine>> abandoned;

// watchRejections(handler | null): handler(event, promise, reason) is called in the place of Node; undefined, or why not
void WatchRejections(const Info& info) {
  Addon& addon = Of(info);
  if (!info[0]->IsFunction()) return addon.rejections.Unwatch();
  const std::string why = addon.rejections.Watch(addon.isolate, info[0].As<Function>());
  if (!why.empty()) info.GetReturnValue().Set(Text(addon.isolate, why));
}

// tellOfRejection(event, promise, reason): what Node would have been told
void TellOfRejection(const Info& info) {
  const auto event = static_cast<v8::PromiseRejectEvent>(info[0].As<Int32>()->Value());
  Of(info).rejections.TellNode(event, info[1].As<v8::Promise>(), info[2]);
}

// shared(): one object for all copies of the addon and of the package, which V8 keeps beside the global object
void GetShared(const Info& info) {
  Isolate* isolate = Of(info).isolate;
  Local<Context> context = isolate->GetCurrentContext();
  Local<v8::Private> key = v8::Private::ForApi(isolate, Text(isolate, "greenpatch.shared"));
  Local<Value> object;
  if (!context->Global()->GetPrivate(context, key).ToLocal(&object)) return;
  if (!object->IsObject()) {
    object = Object::New(isolate, v8::Null(isolate), nullptr, nullptr, 0);
    if (!context->Global()->SetPrivate(context, key, object).FromMaybe(false)) return;
  }
  info.GetReturnValue().Set(object);
}

// watchGuests(Uint8Array): its first byte becomes 1 when an instance of WebAssembly is made, the second when JSPI is used
void OnGuests(const Info& info) { WatchGuests(Of(info).isolate, info[0].As<v8::Uint8Array>()); }

// guestEntries(): how many times the running stack is inside WebAssembly
void CountGuestEntries(const Info& info) { info.GetReturnValue().Set(GuestEntries(Of(info).isolate)); }

// guestEntriesByMarks(): the same, by V8's frames only where the stack has marks of guests
void CountGuestEntriesByMarks(const Info& info) {
  Addon& addon = Of(info);
  info.GetReturnValue().Set(addon.engine->MayBeInGuest() ? GuestEntries(addon.isolate) : 0);
}

// clearStack(), seeOutsideGuests(), seeInsideGuest(), learnGuestMarks(): what the stack has in both cases, and whether that tells them apart
void ClearStack(const Info& info) { Of(info).engine->guest_marks().Clear(); }
void SeeOutsideGuests(const Info& info) { Of(info).engine->guest_marks().SeeOutside(Of(info).engine->StackTop()); }
void SeeInsideGuest(const Info& info) { Of(info).engine->guest_marks().SeeInside(Of(info).engine->StackTop()); }
void LearnGuestMarks(const Info& info) { info.GetReturnValue().Set(Of(info).engine->guest_marks().Learn()); }

// onTurn(fn | null): calls fn(false) before and fn(true) after each turn of the loop's polling, without keeping the loop alive
void OnTurn(const Info& info) {
  Addon& addon = Of(info);
  if (addon.turn_watcher == nullptr) addon.turn_watcher = new TurnWatcher(addon.isolate);
  if (info[0]->IsFunction()) {
    addon.turn_watcher->Start(info[0].As<Function>());
  } else {
    addon.turn_watcher->Stop();
  }
}

// loopAlive(): what Node asks itself after 'beforeExit'
void LoopAlive(const Info& info) {
  info.GetReturnValue().Set(uv_loop_alive(node::GetCurrentEventLoop(Of(info).isolate)) != 0);
}

// loopRests(): whether nothing in the loop or in V8 could call code, but for Node's timers and immediates; see loop_rest.h
void LoopRests(const Info& info) { info.GetReturnValue().Set(Of(info).rest.Rests()); }

// isPending(value): whether it is a promise that has come to nothing yet
void IsPending(const Info& info) {
  info.GetReturnValue().Set(info[0]->IsPromise() && info[0].As<v8::Promise>()->State() == v8::Promise::kPending);
}

// spawnChild(request, done): the child's id, or -errno; see child_process.h
void SpawnChild(const Info& info) {
  Addon& addon = Of(info);
  if (addon.children == nullptr) addon.children = new ChildProcesses(addon.isolate);
  info.GetReturnValue().Set(addon.children->Spawn(info[0].As<Object>(), info[1].As<Function>()));
}

// cancelChild(id, graceMs): its result is not wanted any more
void CancelChild(const Info& info) {
  Of(info).children->Cancel(info[0].As<Int32>()->Value(), static_cast<uint64_t>(info[1].As<Number>()->Value()));
}

// codeCachesKept(): whether V8 accepts code caches as it would without us
void GetCodeCachesKept(const Info& info) { info.GetReturnValue().Set(CodeCachesKept()); }

void CleanUp(void* data) {
  std::unique_ptr<Addon> addon(static_cast<Addon*>(data));
  if (addon->turn_watcher != nullptr) addon->turn_watcher->Close();
  UnwatchGuests(addon->isolate);
  addon->rejections.Unwatch();
  if (addon->engine == nullptr) return;
  const v8::HandleScope handles(addon->isolate);
  addon->engine->Close();
  addon->engine->Detach();
  abandoned.push_back(std::move(addon->engine));
}

}  // namespace

NODE_MODULE_INIT() {
  Isolate* isolate = v8::Isolate::GetCurrent();
  auto* addon = new Addon(isolate);
  node::AddEnvironmentCleanupHook(isolate, CleanUp, addon);
  Local<v8::External> data = WrapPointer(isolate, addon);
  std::vector<AddonFunction> functions = EngineFunctions();
  functions.insert(functions.end(), {{"watchRejections", WatchRejections},
                                     {"tellOfRejection", TellOfRejection},
                                     {"watchGuests", OnGuests},
                                     {"guestEntries", CountGuestEntries},
                                     {"guestEntriesByMarks", CountGuestEntriesByMarks},
                                     {"clearStack", ClearStack},
                                     {"seeOutsideGuests", SeeOutsideGuests},
                                     {"seeInsideGuest", SeeInsideGuest},
                                     {"learnGuestMarks", LearnGuestMarks},
                                     {"shared", GetShared},
                                     {"onTurn", OnTurn},
                                     {"loopAlive", LoopAlive},
                                     {"loopRests", LoopRests},
                                     {"isPending", IsPending},
                                     {"spawnChild", SpawnChild},
                                     {"cancelChild", CancelChild},
                                     {"spawnSync", SpawnSync},
                                     {"codeCachesKept", GetCodeCachesKept},
                                     {"inputOpen", InputOpen},
                                     {"inputWait", InputWait},
                                     {"inputClose", InputClose},
                                     {"inputRead", InputRead},
                                     {"openSlowly", OpenSlowly},
                                     {"startPool", StartPool},
                                     {"warmWorks", WarmWorks},
                                     {"warmReadFile", WarmReadFile},
                                     {"warmRead", WarmRead},
                                     {"filePlace", FilePlace},
                                     {"filePlaceAt", FilePlaceAt},
                                     {"mountIsSlow", MountIsSlow},
                                     {"threadSlept", ThreadSlept}});
  for (const auto& function : functions) {
    Local<Function> f = Function::New(context, function.callback, data).ToLocalChecked();
    exports.As<Object>()->Set(context, Text(isolate, function.name), f).Check();
  }
}

}  // namespace greenpatch
