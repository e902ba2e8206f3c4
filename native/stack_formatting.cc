#include "stack_formatting.h"

#if defined(__linux__)

#include <dlfcn.h>

#include <vector>

#include "isolate_words.h"
#include "per_isolate.h"

namespace greenpatch {
namespace {

KnownOffsets known_offsets;
PerIsolate<StackFormatting*> watchers;

v8::MaybeLocal<v8::Value> Marker(v8::Local<v8::Context>, v8::Local<v8::Value>, v8::Local<v8::Array>) { return {}; }

uintptr_t* WordAt(v8::Isolate* isolate, size_t offset) {
  return reinterpret_cast<uintptr_t*>(reinterpret_cast<char*>(isolate) + offset);
}

// Where V8's note of it is not found, Node's function is taken by its name.
StackFormatting::Callback NodesOwn() {
  constexpr char kName[] =
      "_ZN4node25PrepareStackTraceCallbackEN2v85LocalINS0_7ContextEEENS1_INS0_5ValueEEENS1_INS0_5ArrayEEE";
  return reinterpret_cast<StackFormatting::Callback>(dlsym(RTLD_DEFAULT, kName));
}

// V8 has a setter and no getter. The word that a setting changes is where it keeps the callback.
std::string Search(v8::Isolate* isolate, std::vector<size_t>* offsets) {
  MemoryMap memory;
  if (!memory.readable()) return "this process may not read its own memory safely";
  const size_t bytes = IsolateBytes(memory, isolate);
  const std::vector<uintptr_t> before = memory.Words(isolate, bytes);
  isolate->SetPrepareStackTraceCallback(Marker);
  const std::vector<uintptr_t> after = memory.Words(isolate, bytes);
  for (size_t i = 0; i < before.size() && i < after.size(); i++) {
    if (after[i] == reinterpret_cast<uintptr_t>(&Marker) && before[i] != after[i]) offsets->push_back(i * sizeof(uintptr_t));
  }
  // Whatever was found: what has been changed is changed back.
  for (const size_t offset : *offsets) {
    if (*WordAt(isolate, offset) == reinterpret_cast<uintptr_t>(&Marker)) *WordAt(isolate, offset) = before[offset / sizeof(uintptr_t)];
  }
  if (offsets->size() == 1) return "";
  if (offsets->empty()) isolate->SetPrepareStackTraceCallback(NodesOwn());
  return "Node's callback was found " + std::to_string(offsets->size()) + " times instead of once";
}

}  // namespace

std::string StackFormatting::Watch(v8::Isolate* isolate) {
  std::vector<size_t> offsets;
  const std::string why = known_offsets.Get([&](std::vector<size_t>* found) { return Search(isolate, found); }, &offsets);
  if (!why.empty()) return why;
  const uintptr_t* word = WordAt(isolate, offsets[0]);
  const auto theirs = reinterpret_cast<Callback>(*word);
  if (theirs == nullptr) return "Node formats no stacks on this thread";
  isolate->SetPrepareStackTraceCallback(OnFormat);
  if (*word != reinterpret_cast<uintptr_t>(&OnFormat)) {
    isolate->SetPrepareStackTraceCallback(nullptr);
    return "Node's callback is not where another thread has found it";
  }
  isolate_ = isolate;
  theirs_ = theirs;
  watchers.Set(isolate, this);
  return "";
}

void StackFormatting::Unwatch() {
  if (theirs_ == nullptr) return;
  isolate_->SetPrepareStackTraceCallback(theirs_);
  theirs_ = nullptr;
  watchers.Erase(isolate_);
}

v8::MaybeLocal<v8::Value> StackFormatting::OnFormat(v8::Local<v8::Context> context, v8::Local<v8::Value> error,
                                                    v8::Local<v8::Array> sites) {
  StackFormatting* self = watchers.Get(v8::Isolate::GetCurrent());
  self->depth_++;
  const v8::MaybeLocal<v8::Value> text = self->theirs_(context, error, sites);
  self->depth_--;
  return text;
}

}  // namespace greenpatch

#else

namespace greenpatch {

std::string StackFormatting::Watch(v8::Isolate*) { return "V8's memory is not looked at on this platform"; }
void StackFormatting::Unwatch() {}

}  // namespace greenpatch

#endif
