#include "guest_frames.h"

#include <climits>
#include <memory>

#include "per_isolate.h"
#include "v8_compat.h"
#include "v8_flags.h"

namespace greenpatch {

namespace {

PerIsolate<std::shared_ptr<v8::BackingStore>> watched;

constexpr size_t kMade = 0, kJspi = 1;

void MarkUsed(v8::Isolate* isolate, size_t which) {
  const auto memory = watched.Get(isolate);
  if (memory != nullptr) static_cast<uint8_t*>(memory->Data())[which] = 1;
}

// Called for every feature that V8 counts, some of which are common.
void OnUse(v8::Isolate* isolate, v8::Isolate::UseCounterFeature feature) {
  if (feature == v8::Isolate::kWebAssemblyInstantiation) return MarkUsed(isolate, kMade);
#if defined(GREENPATCH_JSPI)
  if (feature != v8::Isolate::kWasmJavaScriptPromiseIntegration) return;
  MarkUsed(isolate, kJspi);
  SwitchOffScavenger();
#endif
}

}  // namespace

void WatchGuests(v8::Isolate* isolate, v8::Local<v8::Uint8Array> used) {
  watched.Set(isolate, used->Buffer()->GetBackingStore());
  isolate->SetUseCounterCallback(OnUse);
}

void UnwatchGuests(v8::Isolate* isolate) {
  isolate->SetUseCounterCallback(nullptr);
  watched.Erase(isolate);
}

int GuestEntries(v8::Isolate* isolate) {
  const v8::HandleScope handles(isolate);
  const v8::Local<v8::StackTrace> trace =
      v8::StackTrace::CurrentStackTrace(isolate, INT_MAX, v8::StackTrace::kExposeFramesAcrossSecurityOrigins);
  int entries = 0;
  bool inside = false;
  for (int i = 0; i < trace->GetFrameCount(); i++) {
    const bool wasm = trace->GetFrame(isolate, static_cast<uint32_t>(i))->IsWasm();
    if (wasm && !inside) entries++;
    inside = wasm;
  }
  return entries;
}

}  // namespace greenpatch
