#include "kept_targets.h"

#if defined(__linux__) && !defined(V8_COMPRESS_POINTERS)

#include <algorithm>
#include <utility>

#include "isolate_words.h"
#include "memory_map.h"

namespace greenpatch {

using v8::Context;
using v8::HandleScope;
using v8::Isolate;
using v8::Local;
using v8::Value;

namespace {

KnownOffsets known_offsets;
constexpr size_t kMostEntries = 1000;

// A set of V8's is laid out as an array: the number of its entries first, the entries somewhere.
bool Has(const MemoryMap& memory, uintptr_t set, uintptr_t entry) {
  uintptr_t head[kElementsAt + 1];
  if (!IsHeapObject(set) || memory.Read(WordsOf(set), head, sizeof head) != sizeof head) return false;
  const size_t length = head[kLengthWord] >> 32, count = head[kElementsAt] >> 32;
  if ((head[kLengthWord] & 0xffffffff) != 0 || (head[kElementsAt] & 0xffffffff) != 0) return false;
  if (count == 0 || count >= length || length > kMostEntries) return false;
  const std::vector<uintptr_t> words = memory.Words(WordsOf(set) + kElementsAt, length * sizeof(uintptr_t));
  return std::find(words.begin(), words.end(), entry) != words.end();
}

size_t CountOf(uintptr_t set) { return WordsOf(set)[kElementsAt] >> 32; }

// Makes a WeakRef of `target`, where the program has left V8's own.
bool MakeWeakRef(Local<Context> context, Local<Value> target) {
  Isolate* isolate = Isolate::GetCurrent();
  Local<Value> constructor;
  if (!context->Global()->GetRealNamedProperty(context, v8::String::NewFromUtf8Literal(isolate, "WeakRef")).ToLocal(&constructor) ||
      !constructor->IsFunction() || constructor.As<v8::Function>()->ScriptId() != v8::UnboundScript::kNoScriptId)
    return false;
  return !constructor.As<v8::Function>()->NewInstance(context, 1, &target).IsEmpty();
}

}  // namespace

std::string KeptTargets::Find(Isolate* isolate, Local<Context> context) {
  const HandleScope handles(isolate);
  const Context::Scope scope(context);
  const v8::TryCatch try_catch(isolate);
  isolate_ = isolate;
  undefined_ = Tagged(v8::Undefined(isolate).As<Value>());
  std::vector<size_t> offsets;
  const auto search = [&](std::vector<size_t>* found) { return Search(context, found); };
  const std::string why = known_offsets.Get(search, &offsets);
  if (!why.empty()) return why;
  word_ = reinterpret_cast<uintptr_t*>(reinterpret_cast<char*>(isolate) + offsets[0]);
  const std::string wrong = Verify(context);
  if (!wrong.empty()) word_ = nullptr;
  return wrong;
}

// The word whose set has the target of the WeakRef that has been made last, and not that of one to come.
std::string KeptTargets::Search(Local<Context> context, std::vector<size_t>* offsets) {
  MemoryMap memory;
  if (!memory.readable()) return "this process may not read its own memory safely";
  Local<v8::Object> target = v8::Object::New(isolate_);
  const size_t bytes = IsolateBytes(memory, isolate_);
  const std::vector<uintptr_t> before = memory.Words(isolate_, bytes);
  if (!MakeWeakRef(context, target)) return "WeakRef is not V8's own";
  const std::vector<uintptr_t> after = memory.Words(isolate_, bytes);
  // Unless there is a set already, its word has changed, with few others.
  for (const bool changed : {true, false}) {
    for (size_t i = 0; i < after.size() && i < before.size(); i++) {
      if ((before[i] != after[i]) == changed && Has(memory, after[i], Tagged(target))) offsets->push_back(i * sizeof(uintptr_t));
    }
    if (!offsets->empty()) break;
  }
  if (offsets->size() == 1) return "";
  return "V8's set of targets was found " + std::to_string(offsets->size()) + " times instead of once";
}

// An empty place makes V8 begin another set, and one that is put back goes on.
std::string KeptTargets::Verify(Local<Context> context) {
  const MemoryMap memory;
  const auto is_set = [&](Local<v8::Object> target) {
    return MakeWeakRef(context, target) && Has(memory, *word_, Tagged(target));
  };
  uintptr_t map;
  if (!IsHeapObject(*word_) || memory.Read(WordsOf(*word_), &map, sizeof map) != sizeof map)
    return "V8's set of targets is not where another thread has found it";
  Local<Value> theirs = MakeHandle<Value>(isolate_, *word_);
  Local<v8::Object> first = v8::Object::New(isolate_), second = v8::Object::New(isolate_);
  if (!is_set(first)) return "V8's set of targets is not where another thread has found it";
  Local<Value> mine = MakeHandle<Value>(isolate_, *word_);
  *word_ = undefined_;
  const bool anew = is_set(second) && CountOf(*word_) == 1 && !Has(memory, *word_, Tagged(first));
  *word_ = Tagged(mine);
  const bool again = is_set(second) && Has(memory, *word_, Tagged(first));
  if (theirs->IsUndefined()) *word_ = undefined_;
  return anew && again ? "" : "V8's set of targets can't be exchanged";
}

void KeptTargets::Take(Kept* kept, bool parks) {
  const HandleScope handles(isolate_);
  v8::Global<Value>& place = parks && CountOf(*word_) > kMost ? kept->before : kept->now;
  place.Reset(isolate_, MakeHandle<Value>(isolate_, *word_));
  *word_ = undefined_;
}

void KeptTargets::Put(Kept* kept) {
  *word_ = Tagged(kept->now);
  kept->now.Reset();
}

}  // namespace greenpatch

#else

namespace greenpatch {

std::string KeptTargets::Find(v8::Isolate*, v8::Local<v8::Context>) { return "V8's memory is not looked at on this platform"; }
void KeptTargets::Take(Kept*, bool) {}
void KeptTargets::Put(Kept*) {}

}  // namespace greenpatch

#endif
