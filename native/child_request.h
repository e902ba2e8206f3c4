// What a child process is started with, as JavaScript says it: `ChildRequest` in src/fiber/addon.ts.
#pragma once

#include <node_buffer.h>
#include <v8.h>

#include <cstring>
#include <vector>

namespace greenpatch {

// Kinds of `stdio` entries; src/patch/builtins/child_process/spawn-park.ts has the same.
enum Stdio : int32_t { kIgnore = 0, kPipe = 1, kDescriptor = 2 };

// Reads fields of the request, which is made by src/patch/builtins/child_process/spawn-park.ts alone.
class ChildRequest {
 public:
  ChildRequest(v8::Isolate* isolate, v8::Local<v8::Object> object)
      : isolate_(isolate), context_(isolate->GetCurrentContext()), object_(object) {}

  v8::Local<v8::Value> Field(const char* name) const {
    return object_->Get(context_, v8::String::NewFromUtf8(isolate_, name).ToLocalChecked()).ToLocalChecked();
  }
  double Real(const char* name) const { return Field(name).As<v8::Number>()->Value(); }
  int64_t Whole(const char* name) const { return Field(name)->IntegerValue(context_).FromJust(); }
  bool Has(const char* name) const { return !Field(name)->IsNullOrUndefined(); }
  bool Flag(const char* name) const { return Field(name)->IsTrue(); }
  v8::Local<v8::Value> Item(const char* name, uint32_t at) const {
    return Field(name).As<v8::Array>()->Get(context_, at).ToLocalChecked();
  }
  std::vector<char> Bytes(v8::Local<v8::Value> view) const {
    std::vector<char> bytes(node::Buffer::Length(view));
    if (!bytes.empty()) std::memcpy(bytes.data(), node::Buffer::Data(view), bytes.size());
    return bytes;
  }

 private:
  v8::Isolate* const isolate_;
  const v8::Local<v8::Context> context_;
  const v8::Local<v8::Object> object_;
};

}  // namespace greenpatch
