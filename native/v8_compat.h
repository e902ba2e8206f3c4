// What differs between the V8 versions of the supported Node lines, in one place.
#pragma once

#include <node.h>
#include <v8.h>
#include <v8-version.h>

namespace greenpatch {

// V8's continuation-preserved embedder data. AsyncLocalStorage rides on it from Node 24 on, and on Node 22 under
// --experimental-async-context-frame. It belongs to the running stack, so it is saved and restored around every switch.
#if V8_MAJOR_VERSION >= 12
#define GREENPATCH_CONTINUATION_DATA 1
#endif
#if V8_MAJOR_VERSION >= 14
using ContinuationValue = v8::Data;
using ContinuationData = v8::Local<v8::Data>;
inline bool IsUndefined(ContinuationData data) {
  return data.IsEmpty() || (data->IsValue() && data.As<v8::Value>()->IsUndefined());
}
inline ContinuationData GetContinuationData(v8::Isolate* isolate) {
  return isolate->GetContinuationPreservedEmbedderDataV2();
}
inline void SetContinuationData(v8::Isolate* isolate, ContinuationData data) {
  isolate->SetContinuationPreservedEmbedderDataV2(data);
}
#elif V8_MAJOR_VERSION >= 12
using ContinuationValue = v8::Value;
using ContinuationData = v8::Local<v8::Value>;
inline bool IsUndefined(ContinuationData data) { return data.IsEmpty() || data->IsUndefined(); }
inline ContinuationData GetContinuationData(v8::Isolate* isolate) {
  return isolate->GetContinuationPreservedEmbedderData();
}
inline void SetContinuationData(v8::Isolate* isolate, ContinuationData data) {
  isolate->SetContinuationPreservedEmbedderData(data);
}
#else
// Node 20: V8 11.3 keeps it on the native context, and Node does not use it.
struct ContinuationData {};
inline ContinuationData GetContinuationData(v8::Isolate*) { return {}; }
inline void SetContinuationData(v8::Isolate*, ContinuationData) {}
#endif

// WebAssembly that suspends on promises, and says so when it is used.
#if V8_MAJOR_VERSION >= 12
#define GREENPATCH_JSPI 1
#endif

// V8 14.6 wants a tag with each pointer it keeps for an embedder.
#if V8_MAJOR_VERSION > 14 || (V8_MAJOR_VERSION == 14 && V8_MINOR_VERSION >= 6)
inline v8::Local<v8::External> WrapPointer(v8::Isolate* isolate, void* pointer) {
  return v8::External::New(isolate, pointer, v8::kExternalPointerTypeTagDefault);
}
inline void* UnwrapPointer(v8::Local<v8::Value> value) {
  return value.As<v8::External>()->Value(v8::kExternalPointerTypeTagDefault);
}
#else
inline v8::Local<v8::External> WrapPointer(v8::Isolate* isolate, void* pointer) {
  return v8::External::New(isolate, pointer);
}
inline void* UnwrapPointer(v8::Local<v8::Value> value) { return value.As<v8::External>()->Value(); }
#endif

// Access to one private member of a public class, checked by the compiler: explicit instantiation may name private members.
// Used for TryCatch's message, so that an error which crosses from one stack to another keeps the message (and with it the
// file, line and source text that Node prints) of the place that threw it. V8 offers ReThrow() only within one stack.
template <auto Member>
struct TryCatchMessageAccess {
  friend void*& MessageOf(v8::TryCatch& try_catch) { return try_catch.*Member; }
};
void*& MessageOf(v8::TryCatch& try_catch);
template struct TryCatchMessageAccess<&v8::TryCatch::message_obj_>;

}  // namespace greenpatch
