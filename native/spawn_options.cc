#include "spawn_options.h"

#ifdef __linux__

#include <node.h>
#include <node_buffer.h>

#include <cstring>
#include <iterator>
#include <string_view>

namespace greenpatch {

using v8::Array;
using v8::Int32;
using v8::Isolate;
using v8::Local;
using v8::NewStringType;
using v8::Object;
using v8::String;
using v8::Value;

namespace {

// What programs may give, and what Node makes of it. Anything else might mean something to a newer binding.
constexpr std::string_view kKnown[] = {
    "args",     "argv0",      "cwd",   "detached",    "encoding",
    "env",      "envPairs",   "file",  "gid",         "input",
    "killSignal", "maxBuffer", "shell", "stdio",      "timeout",
    "uid",      "windowsHide", "windowsVerbatimArguments"};

bool IsKnown(std::string_view key) {
  for (const std::string_view known : kKnown)
    if (key == known) return true;
  return false;
}

bool Is(Isolate* isolate, Local<Value> value, const char* text) {
  return value->IsString() && value.As<String>()->StringEquals(String::NewFromUtf8(isolate, text).ToLocalChecked());
}

Local<String> Key(Isolate* isolate, const char* name) {
  return String::NewFromUtf8(isolate, name, NewStringType::kInternalized).ToLocalChecked();
}

}  // namespace

bool SpawnOptions::Read(Isolate* isolate, Local<Value> value) {
  if (!value->IsObject() || value->IsProxy()) return false;
  isolate_ = isolate;
  context_ = isolate->GetCurrentContext();
  options_ = value.As<Object>();
  return IsPlain(options_) && ReadProgram() && ReadNumbers() && ReadStdio() && CanStart(plan);
}

// Nothing that is called when it is read, and nothing unknown.
bool SpawnOptions::IsPlain(Local<Object> object) const {
  Local<Array> keys;
  if (!object->GetOwnPropertyNames(context_).ToLocal(&keys)) return false;
  for (uint32_t i = 0; i < keys->Length(); i++) {
    Local<Value> key;
    if (!keys->Get(context_, i).ToLocal(&key) || !key->IsString()) return false;
    const String::Utf8Value name(isolate_, key);
    if (!IsKnown({*name, static_cast<size_t>(name.length())})) return false;
    if (object->HasRealNamedCallbackProperty(context_, key.As<String>()).FromMaybe(true)) return false;
  }
  return true;
}

bool SpawnOptions::Get(Local<Object> object, const char* name, Local<Value>* out) const {
  return object->Get(context_, Key(isolate_, name)).ToLocal(out);
}

bool SpawnOptions::Flag(Local<Object> object, const char* name, bool* out) const {
  Local<Value> value;
  if (!Get(object, name, &value)) return false;
  *out = value->BooleanValue(isolate_);
  return true;
}

// Written as the binding does, which says that there is room without end: half a surrogate pair becomes U+FFFD, three bytes, and so is
// any other letter at most.
SpawnOptions::Text SpawnOptions::Copy(Local<Value> value) const {
  if (!value->IsString()) return nullptr;
  Text text(new char[3 * static_cast<size_t>(value.As<String>()->Length()) + 1]);
  const ssize_t written = node::DecodeWrite(isolate_, text.get(), SIZE_MAX, value, node::UTF8);
  if (written < 0) return nullptr;
  text[written] = '\0';
  return text;
}

bool SpawnOptions::ReadList(const char* name, Texts* texts, std::vector<char*>* list) const {
  Local<Value> value;
  if (!Get(name, &value) || !value->IsArray()) return false;
  Local<Array> array = value.As<Array>();
  for (uint32_t i = 0; i < array->Length(); i++) {
    if (!array->Get(context_, i).ToLocal(&value)) return false;
    texts->push_back(Copy(value));
    list->push_back(texts->back().get());
    if (list->back() == nullptr) return false;
  }
  list->push_back(nullptr);
  return true;
}

bool SpawnOptions::ReadProgram() {
  Local<Value> value;
  if (!Get("file", &value)) return false;
  const Text file = Copy(value);
  if (file == nullptr) return false;
  plan.file = file.get();  // up to a zero
  if (!ReadList("args", &args_, &plan.args) || !ReadList("envPairs", &env_, &plan.env)) return false;
  if (!Get("cwd", &value)) return false;
  if (!value->IsNullOrUndefined()) {
    cwd_ = Copy(value);
    plan.cwd = cwd_.get();
    if (plan.cwd == nullptr) return false;
  }
  for (const char* name : {"uid", "gid"})
    if (!Get(name, &value) || !value->IsNullOrUndefined()) return false;
  return Flag(options_, "detached", &plan.detached);
}

bool SpawnOptions::ReadNumbers() {
  Local<Value> value;
  if (!Get("timeout", &value)) return false;
  if (!value->IsNullOrUndefined()) {
    if (!value->IsNumber()) return false;
    timeout_ms = static_cast<uint64_t>(value->IntegerValue(context_).FromJust());
  }
  if (!Get("maxBuffer", &value)) return false;
  if (!value->IsNullOrUndefined()) {
    if (!value->IsNumber()) return false;
    max_buffer = value.As<v8::Number>()->Value();
  }
  if (!Get("killSignal", &value)) return false;
  if (!value->IsNullOrUndefined()) {
    if (!value->IsInt32()) return false;
    kill_signal = value.As<Int32>()->Value();
  }
  return true;
}

bool SpawnOptions::ReadStdio() {
  Local<Value> value;
  if (!Get("stdio", &value) || !value->IsArray()) return false;
  Local<Array> array = value.As<Array>();
  for (uint32_t i = 0; i < array->Length(); i++) {
    if (!array->Get(context_, i).ToLocal(&value) || !value->IsObject() || value->IsProxy()) return false;
    if (!ReadEntry(value.As<Object>())) return false;
  }
  return !stdio.empty();
}

bool SpawnOptions::ReadEntry(Local<Object> entry) {
  SpawnStdio& out = stdio.emplace_back();
  Local<Value> type;
  if (!Get(entry, "type", &type)) return false;
  if (Is(isolate_, type, "ignore")) return true;
  if (Is(isolate_, type, "pipe")) {
    out.pipe = true;
    if (!Flag(entry, "readable", &out.child_reads) || !Flag(entry, "writable", &out.child_writes)) return false;
    return (out.child_reads || out.child_writes) && (!out.child_reads || ReadInput(entry, &out));
  }
  Local<Value> fd;
  if (!Is(isolate_, type, "inherit") && !Is(isolate_, type, "fd")) return false;
  if (!Get(entry, "fd", &fd) || !fd->IsInt32()) return false;
  out.fd = fd.As<Int32>()->Value();
  return out.fd >= 0;
}

bool SpawnOptions::ReadInput(Local<Object> entry, SpawnStdio* out) const {
  Local<Value> input;
  if (!Get(entry, "input", &input)) return false;
  if (input->IsNullOrUndefined()) return true;
  if (!node::Buffer::HasInstance(input)) return false;
  out->input = uv_buf_init(node::Buffer::Data(input), static_cast<unsigned int>(node::Buffer::Length(input)));
  return true;
}

}  // namespace greenpatch

#endif
